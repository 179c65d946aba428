using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Builds;

/// <summary>A server's tree, with who made which part of it.</summary>
/// <param name="Layout">What the tree says.</param>
/// <param name="OwnerOf">The component that a path is from; null when the path is not in the tree.</param>
internal sealed record ServerTree(ImageLayout Layout, Func<string, string?> OwnerOf)
{
    /// <summary>Makes the tree of a commit, with the build steps that it takes.</summary>
    public static async Task<ServerTree> MakeAsync(GitStore store, string commit, BuildOptions options, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var content = CommitContent.Read(store, commit);
        var planned = await BuildPlan.MakeAsync(store, content, cancel).ConfigureAwait(false);
        var components = await new ComponentBuilds(store.GitDirectory, planned, options, progress).RunAsync(cancel).ConfigureAwait(false);
        progress?.Report(new StepProgress("Merge", content.Definition.Name));
        var (tree, merger) = ImageBuilder.Merge(store, content, components);
        return new ServerTree(ImageLayout.Read(store, tree), merger.OwnerOf);
    }
}
