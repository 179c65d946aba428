using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Git;

/// <summary>The git program: for transport, packs, and what depends on the user's own configuration. All of git is run here.</summary>
public static class GitProgram
{
    /// <summary>Runs git and hands back what it wrote, however it ended.</summary>
    /// <remarks>
    /// It asks no questions, speaks English, and takes no configuration of the repository: nothing out of its <c>config</c>,
    /// <c>hooks</c> and <c>info</c> reaches what it does. The user's own configuration and the system's do.
    /// </remarks>
    /// <param name="repository">A work tree or Git directory to run it on; null for none, whatever the current folder is in.</param>
    /// <param name="arguments">The subcommand and its arguments.</param>
    /// <param name="input">Writes its standard input; null for an empty one.</param>
    /// <param name="output">Reads its standard output; null to collect it as text.</param>
    /// <param name="index">The index to use in place of the repository's; null for that.</param>
    /// <param name="objects">The folder that takes new objects in place of the repository's; null for that.</param>
    /// <param name="diesWithUs">True when it and all it starts must die with us.</param>
    /// <param name="cancel">Kills it.</param>
    public static async Task<ProgramResult> TryRunAsync(
        string? repository,
        string[] arguments,
        Func<Stream, CancellationToken, Task>? input = null,
        Func<Stream, CancellationToken, Task>? output = null,
        string? index = null,
        string? objects = null,
        bool diesWithUs = false,
        CancellationToken cancel = default)
    {
        using var view = repository is null ? null : PlainView.Make(repository);
        return await ProgramRunner.TryRunAsync(
            Command(repository, view, arguments, index).WithEnvironment("GIT_OBJECT_DIRECTORY", objects) with { DiesWithUs = diesWithUs }, input, output, cancel: cancel);
    }

    /// <summary>As <see cref="TryRunAsync"/>, and makes an error of an exit code that is not 0.</summary>
    /// <exception cref="ProgramFailedException">It failed.</exception>
    public static async Task<ProgramResult> RunAsync(
        string? repository,
        string[] arguments,
        Func<Stream, CancellationToken, Task>? input = null,
        Func<Stream, CancellationToken, Task>? output = null,
        string? index = null,
        bool diesWithUs = false,
        CancellationToken cancel = default)
    {
        using var view = repository is null ? null : PlainView.Make(repository);
        return await ProgramRunner.RunAsync(
            Command(repository, view, arguments, index) with { DiesWithUs = diesWithUs }, input, output, cancel: cancel);
    }

    /// <summary>Runs git and hands back its output without the line end.</summary>
    /// <exception cref="ProgramFailedException">It failed.</exception>
    public static async Task<string> TextAsync(string? repository, string[] arguments, CancellationToken cancel = default) =>
        (await RunAsync(repository, arguments, cancel: cancel)).Output.TrimEnd('\n');

    /// <summary>What a repository's own configuration says for a key; null when it says nothing. Files that it includes are not read.</summary>
    /// <param name="repository">A work tree or Git directory.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<string?> ReadSettingAsync(string repository, string key, CancellationToken cancel)
    {
        var read = await TryRunAsync(null, ["config", "--file", PlainView.ConfigurationOf(repository), "--null", "--get", key], cancel: cancel);
        return read.ExitCode == 0 ? read.Output.TrimEnd('\0') : null;
    }

    /// <summary>Writes a key of a repository's own configuration.</summary>
    /// <exception cref="ProgramFailedException">The file is not one of Git's, or cannot be written.</exception>
    public static Task WriteSettingAsync(string repository, string key, string value, CancellationToken cancel) =>
        TextAsync(null, ["config", "--file", PlainView.ConfigurationOf(repository), key, value], cancel);

    /// <summary>Removes a key of a repository's own configuration, if it is there.</summary>
    public static Task RemoveSettingAsync(string repository, string key, CancellationToken cancel) =>
        TryRunAsync(null, ["config", "--file", PlainView.ConfigurationOf(repository), "--unset-all", key], cancel: cancel);

    /// <summary>Notes in a new repository where it is from, as <c>git clone</c> does.</summary>
    public static async Task WriteOriginAsync(string repository, string url, CancellationToken cancel)
    {
        await WriteSettingAsync(repository, "remote.origin.url", url, cancel);
        await WriteSettingAsync(repository, "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*", cancel);
    }

    private static ProgramCommand Command(string? repository, PlainView? view, string[] arguments, string? index)
    {
        var command = new ProgramCommand("git")
            .WithEnvironment("GIT_TERMINAL_PROMPT", "0")
            .WithEnvironment("GIT_NO_REPLACE_OBJECTS", "1")
            .WithEnvironment("GIT_OPTIONAL_LOCKS", "0")
            .WithEnvironment("LC_ALL", "C")
            // Variables of an enclosing git (a hook, say) would point the command to another repository.
            .WithEnvironment("GIT_DIR", view?.GitDirectory)
            .WithEnvironment("GIT_COMMON_DIR", view?.CommonDirectory)
            .WithEnvironment("GIT_WORK_TREE", view?.WorkTree)
            .WithEnvironment("GIT_INDEX_FILE", index)
            .WithEnvironment("GIT_OBJECT_DIRECTORY", null)
            .WithEnvironment("GIT_ALTERNATE_OBJECT_DIRECTORIES", null)
            // What the repository's alternates have is looked up in them, without a git that would read their configuration.
            .With("-c", "core.alternateRefsCommand=true")
            .With("-c", "protocol.ext.allow=never", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "advice.detachedHead=false");
        // Without a repository, git would look for one around the folder that it starts in.
        command = repository is null ? command with { WorkingDirectory = "/" } : command.With("-C", repository);
        return command.With(arguments);
    }

    /// <summary>Fetches one commit into a repository and keeps it there under <c>refs/containerstate/pins/</c>.</summary>
    /// <param name="store">The Git directory that takes it; made when it is not there.</param>
    /// <param name="url">Where from.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="name">A branch or tag that held it, for servers that hand out nothing else; may be null.</param>
    /// <param name="full">True for the whole history.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer.</exception>
    /// <exception cref="ReferenceNotFoundException">The remote no longer has the commit.</exception>
    public static async Task FetchCommitAsync(string store, string url, string commit, string? name, bool full, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(store, "HEAD")))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(store)!);
            await TextAsync(null, ["init", "--quiet", "--bare", store], cancel);
            // As git submodule has it: not bare, with its work tree elsewhere.
            await WriteSettingAsync(store, "core.bare", "false", cancel);
            await WriteOriginAsync(store, url, cancel);
        }
        var pin = $"+{commit}:refs/containerstate/pins/{commit}";
        // Submodules are fetched by us, each into a view of its own.
        string[] fetch = ["fetch", "--quiet", "--no-recurse-submodules", "--no-write-fetch-head"];
        string[] options = full ? [] : ["--depth=1"];
        var tries = new List<string[]> { (string[])[.. fetch, "--no-tags", .. options, "--", url, pin] };
        if (name is not null)
        {
            tries.Add([.. fetch, "--no-tags", .. options, "--", url, $"+{name}:refs/containerstate/names/fetched"]);
        }
        // The last resort, for servers that hand out only what a branch or tag points to: everything.
        tries.Add([.. fetch, "--", url, "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"]);

        ProgramResult? result = null;
        foreach (var attempt in tries)
        {
            result = await TryRunAsync(store, attempt, diesWithUs: true, cancel: cancel);
            var here = await TryRunAsync(store, ["cat-file", "-e", commit + "^{commit}"], cancel: cancel);
            if (here.ExitCode == 0 && (full is false || result.ExitCode == 0))
            {
                await TextAsync(store, ["update-ref", "refs/containerstate/pins/" + commit, commit], cancel);
                return;
            }
        }
        throw result!.ExitCode == 0 ? new ReferenceNotFoundException(url, commit)
            : result.Error.Contains("mismatched algorithms", StringComparison.Ordinal) ? RemoteFaults.OfSha256(url)
            : RemoteFaults.Failed(url, LastLine(result));
    }

    /// <summary>The commit and full name that a branch, tag or commit has at a remote.</summary>
    /// <param name="url">The remote.</param>
    /// <param name="reference">A branch, tag or commit; null for its HEAD.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The commit's id, and the reference's full name or null when a commit was asked for.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer.</exception>
    /// <exception cref="ReferenceNotFoundException">It has nothing of that name.</exception>
    public static async Task<(string Commit, string? Name)> ResolveRemoteAsync(string url, string? reference, CancellationToken cancel)
    {
        var listed = await TryRunAsync(null, ["ls-remote", "--quiet", "--", url], cancel: cancel);
        if (listed.ExitCode != 0)
        {
            throw RemoteFaults.Failed(url, LastLine(listed));
        }
        var references = listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t', 2))
            .Where(parts => parts.Length == 2)
            .DistinctBy(parts => parts[1], StringComparer.Ordinal)
            .ToDictionary(parts => parts[1], parts => parts[0], StringComparer.Ordinal);
        if (references.Values.FirstOrDefault(id => id.Length > CommitId.Length) is not null)
        {
            throw RemoteFaults.OfSha256(url);
        }
        string[] wanted = reference is null
            ? ["HEAD"]
            : [$"refs/tags/{reference}^{{}}", $"refs/tags/{reference}", $"refs/heads/{reference}", $"{reference}^{{}}", reference];
        foreach (var name in wanted)
        {
            if (references.TryGetValue(name, out var commit))
            {
                return (commit, name.EndsWith("^{}", StringComparison.Ordinal) ? name[..^3] : name);
            }
        }
        if (reference is not null && CommitId.IsWhole(reference))
        {
            return (reference, null);
        }
        throw new ReferenceNotFoundException(url, reference ?? "HEAD");
    }

    /// <summary>The last line that git wrote to standard error: the one that says what went wrong.</summary>
    internal static string LastLine(ProgramResult result)
    {
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var said = lines.FirstOrDefault(line => line.StartsWith("fatal:", StringComparison.Ordinal)) ?? lines.LastOrDefault();
        return said ?? $"git ended with exit code {result.ExitCode}";
    }
}
