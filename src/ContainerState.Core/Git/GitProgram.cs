using ContainerState.Errors;
using ContainerState.Processes;

namespace ContainerState.Git;

/// <summary>The git program: for transport, packs, and what depends on the user's own configuration.</summary>
public static class GitProgram
{
    /// <summary>A git command that asks no questions, speaks English, and lets no repository change what it does.</summary>
    /// <param name="repository">A work tree or Git directory to run it on; null for none.</param>
    /// <param name="arguments">The subcommand and its arguments.</param>
    public static ProgramCommand Command(string? repository, params ReadOnlySpan<string> arguments)
    {
        var command = new ProgramCommand("git")
            .WithEnvironment("GIT_TERMINAL_PROMPT", "0")
            .WithEnvironment("GIT_NO_REPLACE_OBJECTS", "1")
            .WithEnvironment("GIT_OPTIONAL_LOCKS", "0")
            .WithEnvironment("LC_ALL", "C")
            // Variables of an enclosing git (a hook, say) would point the command to another repository.
            .WithEnvironment("GIT_DIR", null)
            .WithEnvironment("GIT_WORK_TREE", null)
            .WithEnvironment("GIT_INDEX_FILE", null)
            .WithEnvironment("GIT_OBJECT_DIRECTORY", null)
            .WithEnvironment("GIT_ALTERNATE_OBJECT_DIRECTORIES", null)
            .With("-c", "protocol.ext.allow=never", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "advice.detachedHead=false");
        if (repository is not null)
        {
            command = command.With("-C", repository);
        }
        return command.With(arguments);
    }

    /// <summary>Runs git and hands back its output without the line end.</summary>
    /// <exception cref="ProgramFailedException">It failed.</exception>
    public static async Task<string> TextAsync(string? repository, string[] arguments, CancellationToken cancel = default) =>
        (await ProgramRunner.RunAsync(Command(repository, arguments), cancel: cancel).ConfigureAwait(false)).Output.TrimEnd('\n');

    /// <summary>Fetches one commit into a repository and keeps it there under <c>refs/containerstate/pins/</c>.</summary>
    /// <param name="store">The Git directory that takes it; made when it is not there.</param>
    /// <param name="url">Where from.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="name">A branch or tag that held it, for servers that hand out nothing else; may be null.</param>
    /// <param name="full">True for the whole history.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="RemoteException">The remote does not answer.</exception>
    /// <exception cref="ReferenceNotFoundException">The remote no longer has the commit.</exception>
    public static async Task FetchCommitAsync(string store, string url, string commit, string? name, bool full, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(store, "HEAD")))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(store)!);
            await TextAsync(null, ["init", "--quiet", "--bare", store], cancel).ConfigureAwait(false);
            // As git submodule has it: not bare, with its work tree elsewhere.
            await TextAsync(store, ["config", "core.bare", "false"], cancel).ConfigureAwait(false);
            await TextAsync(store, ["config", "remote.origin.url", url], cancel).ConfigureAwait(false);
            await TextAsync(store, ["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"], cancel).ConfigureAwait(false);
        }
        var pin = $"+{commit}:refs/containerstate/pins/{commit}";
        string[] options = full ? [] : ["--depth=1"];
        var tries = new List<string[]> { (string[])["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", .. options, "--", url, pin] };
        if (name is not null)
        {
            tries.Add(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", .. options, "--", url, $"+{name}:refs/containerstate/names/fetched"]);
        }
        // The last resort, for servers that hand out only what a branch or tag points to: everything.
        tries.Add(["fetch", "--quiet", "--no-write-fetch-head", "--", url, "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"]);

        ProgramResult? result = null;
        foreach (var attempt in tries)
        {
            result = await ProgramRunner.TryRunAsync(Command(store, attempt) with { DiesWithUs = true }, cancel: cancel).ConfigureAwait(false);
            var here = await ProgramRunner.TryRunAsync(Command(store, "cat-file", "-e", commit + "^{commit}"), cancel: cancel).ConfigureAwait(false);
            if (here.ExitCode == 0 && (full is false || result.ExitCode == 0))
            {
                await TextAsync(store, ["update-ref", "refs/containerstate/pins/" + commit, commit], cancel).ConfigureAwait(false);
                return;
            }
        }
        throw result!.ExitCode == 0 ? new ReferenceNotFoundException(url, commit) : new RemoteException(url, LastLine(result));
    }

    /// <summary>The commit and full name that a branch, tag or commit has at a remote.</summary>
    /// <param name="url">The remote.</param>
    /// <param name="reference">A branch, tag or commit; null for its HEAD.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The commit's id, and the reference's full name or null when a commit was asked for.</returns>
    /// <exception cref="RemoteException">The remote does not answer.</exception>
    /// <exception cref="ReferenceNotFoundException">It has nothing of that name.</exception>
    public static async Task<(string Commit, string? Name)> ResolveRemoteAsync(string url, string? reference, CancellationToken cancel)
    {
        var listed = await ProgramRunner.TryRunAsync(Command(null, "ls-remote", "--quiet", "--", url), cancel: cancel).ConfigureAwait(false);
        if (listed.ExitCode != 0)
        {
            throw new RemoteException(url, LastLine(listed));
        }
        var references = listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t', 2))
            .Where(parts => parts.Length == 2)
            .DistinctBy(parts => parts[1], StringComparer.Ordinal)
            .ToDictionary(parts => parts[1], parts => parts[0], StringComparer.Ordinal);
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
