using ContainerState.Errors;

namespace ContainerState.Git;

/// <summary>What the branches and tags of a remote point to, as it says now.</summary>
internal sealed class RemoteReferences
{
    private const string Peeled = "^{}";
    private const string Symbolic = "ref: ";

    // A remote that lists references without end must not fill our memory.
    private const int Most = 1_000_000;

    // A list of names is there in a moment, or somebody waits for something that never comes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> _all = new(StringComparer.Ordinal);

    private RemoteReferences(string url) => Url = url;

    /// <summary>How the names of branches begin.</summary>
    public const string Branches = "refs/heads/";

    /// <summary>How the names of tags begin.</summary>
    public const string Tags = "refs/tags/";

    /// <summary>The remote.</summary>
    public string Url { get; }

    /// <summary>The name of a branch or tag for people.</summary>
    /// <param name="name">Its full name, or the short one.</param>
    public static string ShortName(string name) =>
        name.StartsWith(Branches, StringComparison.Ordinal) ? name[Branches.Length..] : name.StartsWith(Tags, StringComparison.Ordinal) ? name[Tags.Length..] : name;

    /// <summary>The full name of the branch that its HEAD is on; null when it is on none, or was not asked for.</summary>
    public string? HeadBranch { get; private set; }

    /// <summary>True for what can be the name of a reference, and means nothing more where git takes it as an argument: git-check-ref-format(1), with less.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && name[0] is not ('-' or '+' or '/') && name[^1] is not ('/' or '.')
        && !name.Any(c => char.IsControl(c) || c is ' ' or ':' or '^' or '~' or '*' or '?' or '[' or '\\')
        && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("@{", StringComparison.Ordinal);

    /// <summary>Asks for the remote's HEAD.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: It does not answer.</exception>
    public static Task<RemoteReferences> HeadAsync(string url, CancellationToken cancel) => ListAsync(url, ["--symref"], ["HEAD"], cancel);

    /// <summary>Asks for all tags.</summary>
    /// <inheritdoc cref="HeadAsync"/>
    public static Task<RemoteReferences> TagsAsync(string url, CancellationToken cancel) => ListAsync(url, ["--tags"], [], cancel);

    /// <summary>Asks for all that end with a name, HEAD among them.</summary>
    /// <inheritdoc cref="HeadAsync"/>
    public static Task<RemoteReferences> NamedAsync(string url, string name, CancellationToken cancel) => ListAsync(url, ["--symref"], ["HEAD", name, name + Peeled], cancel);

    /// <summary>The commit that a reference leads to, through a signed tag where it is one; null when there is none of that name.</summary>
    /// <param name="name">Its full name.</param>
    public string? Find(string name) => _all.GetValueOrDefault(name + Peeled) ?? _all.GetValueOrDefault(name);

    /// <summary>The names of the tags, without what tags begin with.</summary>
    public IEnumerable<string> TagNames => _all.Keys
        .Where(name => name.StartsWith(Tags, StringComparison.Ordinal) && !name.EndsWith(Peeled, StringComparison.Ordinal))
        .Select(name => name[Tags.Length..]);

    private static async Task<RemoteReferences> ListAsync(string url, string[] options, string[] names, CancellationToken cancel)
    {
        var found = new RemoteReferences(url);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            var listed = await GitProgram.TryRunAsync(
                null, ["ls-remote", "--quiet", .. options, "--", url, .. names], output: found.ReadAsync, cancel: patience.Token);
            if (listed.ExitCode != 0)
            {
                throw RemoteFaults.Failed(url, GitProgram.LastLine(listed));
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw RemoteFaults.Failed(url, $"it did not answer for {Patience.TotalSeconds:0} seconds");
        }
        return found._all.Values.Any(id => id.Length > CommitId.Length) ? throw RemoteFaults.OfSha256(url) : found;
    }

    // The format is that of git-ls-remote(1): an id, or with --symref what a name stands for, then a tab and the name.
    private async Task ReadAsync(Stream stream, CancellationToken cancel)
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (line.Split('\t', 2) is not [var value, var name] || !IsName(name.EndsWith(Peeled, StringComparison.Ordinal) ? name[..^Peeled.Length] : name))
            {
                continue;
            }
            if (value.StartsWith(Symbolic, StringComparison.Ordinal))
            {
                HeadBranch = name == "HEAD" && value.StartsWith(Symbolic + Branches, StringComparison.Ordinal) && IsName(value[Symbolic.Length..]) ? value[Symbolic.Length..] : HeadBranch;
            }
            else if (value.Length >= CommitId.Length && value.All(char.IsAsciiHexDigitLower) && _all.TryAdd(name, value) && _all.Count > Most)
            {
                throw RemoteFaults.Failed(Url, $"it lists more than {Most} references");
            }
        }
    }
}
