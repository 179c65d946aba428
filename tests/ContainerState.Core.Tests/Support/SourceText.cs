using System.Runtime.CompilerServices;

namespace ContainerState.Core.Tests.Support;

/// <summary>The repository that these tests were compiled from.</summary>
internal static class SourceText
{
    public static string Root { get; } = FindRoot();

    public static string Core => Path.Combine(Root, "src", "ContainerState.Core");

    public static string Docs => Path.Combine(Root, "docs");

    public static string Tests => Path.Combine(Root, "tests");

    public static IEnumerable<string> CoreFiles() => FilesOf(Core);

    /// <summary>The source files of every test project.</summary>
    public static IEnumerable<string> TestFiles() => Directory.EnumerateDirectories(Tests).SelectMany(FilesOf).Order(StringComparer.Ordinal);

    // Those of a project, without what the build made.
    private static IEnumerable<string> FilesOf(string project) =>
        Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(project, file).StartsWith("bin/", StringComparison.Ordinal)
                && !Path.GetRelativePath(project, file).StartsWith("obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
