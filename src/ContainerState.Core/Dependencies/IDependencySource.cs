using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Dependencies;

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
    /// <param name="store">The state repository; the caller holds its lock.</param>
    /// <param name="work">A scratch folder on the same filesystem as its objects.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    Task<BroughtDependency> BringAsync(GitStore store, WorkFolder work, string name, IProgress<StepProgress>? progress, CancellationToken cancel);
}
