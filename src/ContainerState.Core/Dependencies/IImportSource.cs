using ContainerState.Git;
using ContainerState.Processes;

namespace ContainerState.Dependencies;

/// <summary>A kind of dependency that has no upstream Git repository: it becomes one commit of the state repository.</summary>
internal interface IImportSource
{
    /// <summary>What is imported, for people.</summary>
    string Title { get; }

    /// <summary>The dependency's name when none was given.</summary>
    string DefaultName { get; }

    /// <summary>Where its component puts it when nothing was said.</summary>
    string DefaultTo { get; }

    /// <summary>Refuses a request that cannot be right, before anything is done.</summary>
    void Check();

    /// <summary>Writes the files.</summary>
    /// <param name="files">Takes the files.</param>
    /// <param name="tree">Takes a tar stream, where there is one.</param>
    /// <param name="scratch">A folder that is removed afterwards.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What came.</returns>
    Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel);
}
