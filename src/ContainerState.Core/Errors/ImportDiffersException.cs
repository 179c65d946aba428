namespace ContainerState.Errors;

/// <summary>A second import brought other files than the first. Nothing was added.</summary>
/// <param name="source">What was imported.</param>
/// <param name="paths">The files that differ, or that only one import has.</param>
public sealed class ImportDiffersException(string source, IReadOnlyList<string> paths)
    : ContainerStateException(
        $"{Quoted.Text(source)} imported twice differs in {paths.Count} {(paths.Count == 1 ? "file" : "files")}: {Named(paths)}.",
        "Add it without looking twice if the difference does no harm, and put files of your own into rootfs/ in their place; or take the packages without the one that makes them.",
        source)
{
    private const int MostNamed = 20;

    /// <summary>The files that differ, or that only one import has; without a slash in front.</summary>
    public IReadOnlyList<string> Paths { get; } = paths;

    private static string Named(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(MostNamed).Select(path => Quoted.Text(path))) + (paths.Count > MostNamed ? $" and {paths.Count - MostNamed} more" : "");
}
