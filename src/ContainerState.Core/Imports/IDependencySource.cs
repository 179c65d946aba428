using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Where a dependency comes from, and how it is brought in.</summary>
internal interface IDependencySource
{
    /// <summary>What it is, for people.</summary>
    string Title { get; }

    /// <summary>The name when none was given.</summary>
    string DefaultName { get; }

    /// <summary>Where the component puts it when nothing was said; <c>NAME</c> stands for the name.</summary>
    string DefaultTo { get; }

    /// <summary>Refuses a request that cannot be right, before anything is done.</summary>
    void Check();

    /// <summary>Brings the objects here and says what pins them.</summary>
    /// <param name="into">Where it works; the caller holds the repository's lock.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    Task<BroughtDependency> BringAsync(ImportPlace into, string name, IProgress<StepProgress>? progress, CancellationToken cancel);
}
