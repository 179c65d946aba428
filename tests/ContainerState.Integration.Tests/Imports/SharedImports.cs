using System.Collections.Concurrent;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Imports;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedImports))]

namespace ContainerState.Integration.Tests.Imports;

/// <summary>
/// Debian packages that many tests begin with. Each request is imported once, by the command, when the first test asks; the others
/// take its commits from there with git. Tests of imports make their own.
/// </summary>
public sealed class SharedImports : IDisposable
{
    /// <summary>The compiler of docs/examples.</summary>
    public static readonly string[] Toolchain = ["--debian", "gcc,libc6-dev,make", "--name", "toolchain", "--no-component"];

    /// <summary>Busybox, as a program alone.</summary>
    public static readonly string[] Busybox = ["--debian", "busybox-static", "--variant", "extract", "--name", "base"];

    // The branch with the files, and what the commit on it changed in the server's own.
    private const string Take = """
        set -e
        git -C "$1" fetch --quiet "$2" 'refs/heads/deps/*:refs/heads/deps/*'
        git -C "$1" fetch --quiet "$2" HEAD
        git -C "$1" cherry-pick FETCH_HEAD >/dev/null
        """;

    private static readonly Workbench Bench = new();
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Made = new(StringComparer.Ordinal);

    /// <summary>Where they are made.</summary>
    public static string Folder => Bench.Folder;

    /// <summary>A repository whose HEAD adds an import to a new repository. For reading.</summary>
    /// <param name="import">The arguments of <c>dependency add</c>, with a name.</param>
    public static Task<string> RepositoryAsync(params string[] import) => Made.GetOrAdd(string.Join(' ', import), _ => new(() => MakeAsync(import))).Value;

    /// <summary>Adds an import to a repository, as the command would.</summary>
    public static async Task AddAsync(string repository, params string[] import) =>
        await Workbench.RunAsync(
            "env", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@localhost", "sh", "-c", Take, "sh", repository, await RepositoryAsync(import));

    /// <summary>
    /// Puts a program in the place of the command that takes one import from here and hands all else on to the command. Gives a
    /// PATH that begins with it, for the commands of an example.
    /// </summary>
    /// <param name="bench">Where.</param>
    /// <param name="folder">Its folder there.</param>
    /// <param name="import">The import.</param>
    public static async Task<string> StandInAsync(Workbench bench, string folder, string[] import) =>
        await bench.StandInAsync(
            "containerstate",
            $"[ \"$*\" = \"dependency add {string.Join(' ', import)}\" ] || exec \"{NativeProgram.File}\" \"$@\"\nset -- . \"{await RepositoryAsync(import)}\"\n{Take}",
            folder);

    /// <inheritdoc/>
    public void Dispose() => Bench.Dispose();

    private static async Task<string> MakeAsync(string[] import)
    {
        var made = await Bench.NewAsync($"import-{Guid.NewGuid():n}");
        await Bench.DoAsync(["dependency", "add", .. import, "--repo", made]);
        return made;
    }
}
