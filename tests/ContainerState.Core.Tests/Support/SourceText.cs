using System.Runtime.CompilerServices;

namespace ContainerState.Core.Tests.Support;

/// <summary>The repository that these tests were compiled from.</summary>
internal static class SourceText
{
    public static string Root { get; } = FindRoot();

    public static string Core => Path.Combine(Root, "src", "ContainerState.Core");

    public static string Docs => Path.Combine(Root, "docs");

    public static IEnumerable<string> CoreFiles() =>
        Directory.EnumerateFiles(Core, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Core, file).StartsWith("bin/", StringComparison.Ordinal)
                && !Path.GetRelativePath(Core, file).StartsWith("obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
