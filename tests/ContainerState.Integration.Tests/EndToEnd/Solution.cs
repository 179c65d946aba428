using System.Runtime.CompilerServices;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>The solution that these tests were compiled from.</summary>
internal static class Solution
{
    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Find();

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
