using ContainerState.Errors;

namespace ContainerState.Git;

/// <summary>References of a remote that git itself does not clone or push: listed, fetched and sent by name.</summary>
internal static class GitRemote
{
    // An argument list has room for thousands; a server may have less patience.
    private const int PushedAtOnce = 500;

    // A remote that lists references without end must not fill our memory.
    private const int MostListed = 1_000_000;

    /// <summary>The URL that an argument means: a configured remote's, or the argument itself.</summary>
    /// <param name="repository">The repository whose remotes may be named.</param>
    /// <param name="remote">A name, a URL or an absolute path.</param>
    /// <param name="push">True for the URL that is pushed to.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.RemoteNotFound"/>: It is no URL, and no remote has that name.</exception>
    /// <exception cref="UnsafeUrlException">It, or what the repository's configuration says, could mean something else.</exception>
    public static async Task<string> UrlAsync(string repository, string remote, bool push, CancellationToken cancel)
    {
        if (remote.Length == 0 || remote[0] is '-' or '/' or '.' || remote.Any(c => char.IsControl(c) || c == ':'))
        {
            return GitUrl.Require(remote);
        }
        var url = push ? await ReadAsync("pushurl") : null;
        url ??= await ReadAsync("url");
        if (url is null)
        {
            return remote.Contains('/') ? GitUrl.Require(remote) : throw RemoteFaults.NotFound(repository, remote);
        }
        // The user's own configuration may rewrite it (url.*.insteadOf), and git does so again when it is used.
        var meant = await GitProgram.TryRunAsync(null, ["ls-remote", "--get-url", "--", url], cancel: cancel);
        _ = GitUrl.Require(meant.ExitCode == 0 ? meant.Output.TrimEnd('\n') : url);
        return url;

        Task<string?> ReadAsync(string key) => GitProgram.ReadSettingAsync(repository, $"remote.{remote}.{key}", cancel);
    }

    /// <summary>The names of a repository's remotes.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(string repository, CancellationToken cancel)
    {
        const string Prefix = "remote.";
        const string Suffix = ".url";
        var keys = await GitProgram.TryRunAsync(
            null, ["config", "--file", PlainView.ConfigurationOf(repository), "--null", "--name-only", "--get-regexp", @"^remote\..*\.url$"], cancel: cancel);
        return [.. keys.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(key => key[Prefix.Length..^Suffix.Length]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>What a remote's references point to, by the rest of their names.</summary>
    /// <param name="url">The remote.</param>
    /// <param name="prefix">How their names begin, with a slash at the end.</param>
    /// <param name="isName">Says which rests of names are wanted: what a remote says is not to be trusted.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ListAsync(string url, string prefix, Func<string, bool> isName, CancellationToken cancel)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var listed = await GitProgram.TryRunAsync(
            null,
            ["ls-remote", "--quiet", "--refs", "--", url, prefix + "*"],
            output: async (stream, token) =>
            {
                using var reader = new StreamReader(stream);
                while (await reader.ReadLineAsync(token) is { } line)
                {
                    var parts = line.Split('\t', 2);
                    if (parts.Length == 2 && CommitId.IsWhole(parts[0]) && parts[1].StartsWith(prefix, StringComparison.Ordinal) && isName(parts[1][prefix.Length..]))
                    {
                        found[parts[1][prefix.Length..]] = found.Count < MostListed ? parts[0] : throw RemoteFaults.Failed(url, $"it lists more than {MostListed} references");
                    }
                }
            },
            cancel: cancel);
        return listed.ExitCode == 0 ? found : throw RemoteFaults.Failed(url, GitProgram.LastLine(listed));
    }

    /// <summary>Fetches the objects of references, each checked, and points nothing to them.</summary>
    /// <param name="repository">The Git directory that takes them, once all are there.</param>
    /// <param name="url">The remote.</param>
    /// <param name="references">Their full names.</param>
    /// <param name="work">An empty folder on the same filesystem: what a git that is killed leaves is left there, and not among the repository's objects.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer, no longer has one of them, or sends what is no whole object.</exception>
    public static async Task FetchAsync(string repository, string url, IEnumerable<string> references, string work, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.Combine(work, "info"));
        await File.WriteAllTextAsync(Path.Combine(work, "info", "alternates"), PlainView.ObjectsOf(repository) + "\n", cancel);
        var wanted = string.Concat(references.Select(reference => reference + "\n"));
        var fetched = await GitProgram.TryRunAsync(
            repository,
            [
                "-c", "transfer.fsckObjects=true", "-c", "fetch.fsckObjects=true", "-c", "fetch.recurseSubmodules=false",
                "-c", "fetch.unpackLimit=1", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--refmap=", "--stdin", "--", url,
            ],
            objects: work,
            diesWithUs: true,
            input: async (stream, token) => await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(wanted), token),
            cancel: cancel);
        if (fetched.ExitCode != 0)
        {
            throw RemoteFaults.Failed(url, GitProgram.LastLine(fetched));
        }
        PackFiles.Move(Path.Combine(work, "pack"), repository);
    }

    /// <summary>Makes references at a remote. One that is there by now is left as it is.</summary>
    /// <param name="repository">The repository that has the objects.</param>
    /// <param name="url">The remote.</param>
    /// <param name="references">Full names, each with the object it is to point to.</param>
    /// <param name="sent">Is told the name of each reference that came to be, or was found to be so.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer, or refuses.</exception>
    public static async Task PushAsync(
        string repository, string url, IReadOnlyList<(string Name, string Id)> references, Action<string> sent, CancellationToken cancel)
    {
        foreach (var chunk in references.Chunk(PushedAtOnce))
        {
            var pushed = await GitProgram.TryRunAsync(
                repository,
                ["-c", "push.followTags=false", "-c", "push.gpgSign=false", "push", "--porcelain", "--recurse-submodules=no", "--", url,
                    .. chunk.Select(reference => $"{reference.Id}:{reference.Name}")],
                diesWithUs: true,
                cancel: cancel);
            var answers = pushed.Output.Split('\n').Select(line => line.Split('\t')).Where(parts => parts.Length == 3).ToList();
            var refused = pushed.ExitCode != 0 && answers.Count < chunk.Length ? GitProgram.LastLine(pushed) : null;
            // What git-push(1) says of --porcelain: flag, from:to, summary, by tabs.
            foreach (var parts in answers)
            {
                var name = parts[1][(parts[1].IndexOf(':') + 1)..];
                if (parts[0] is "*" or "=")
                {
                    sent(name);
                }
                else if (!parts[2].StartsWith("[rejected]", StringComparison.Ordinal))
                {
                    // The other kind means that somebody else was faster, with another object.
                    refused ??= $"{name}: {parts[2]}";
                }
            }
            if (refused is not null)
            {
                throw RemoteFaults.Failed(url, refused, writing: true);
            }
        }
    }
}
