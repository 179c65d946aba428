namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>All that a command that failed must have left as it was.</summary>
/// <param name="References">Every reference with its commit, and HEAD.</param>
/// <param name="Status">What git says of the work tree.</param>
/// <param name="Files">Every file of the work tree.</param>
public sealed record RepositoryState(string References, string Status, string Files)
{
    /// <summary>The state of a repository now.</summary>
    public static async Task<RepositoryState> OfAsync(string path) => new(
        await CommandLineProgram.GitAsync(path, "for-each-ref") + await CommandLineProgram.GitAsync(path, "rev-parse", "HEAD"),
        await CommandLineProgram.GitAsync(path, "status", "--porcelain", "--untracked-files=all"),
        string.Join('\n', Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/.git/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)));
}
