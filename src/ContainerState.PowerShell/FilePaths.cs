using System.Management.Automation;
using ContainerState.Errors;

namespace ContainerState.PowerShell;

/// <summary>Paths that PowerShell has resolved: its drives hold more than files, and what names one of those would name a file of the current folder.</summary>
internal static class FilePaths
{
    private const string FileSystem = "FileSystem";

    /// <summary>The resolved path, when it is one of the file system.</summary>
    /// <exception cref="InvalidNameException">It is one of another provider.</exception>
    public static string Require(string path, string full, ProviderInfo provider) => provider.Name == FileSystem
        ? full
        : throw new InvalidNameException("path", path, $"a path of the file system; this one is of {provider.Name}");
}
