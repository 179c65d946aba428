using System.Globalization;
using System.Text;
using ContainerState.Git;

namespace ContainerState.Imports;

/// <summary>What a mirror signed: of when a suite is, until when that counts, and the digest of each of its lists.</summary>
/// <param name="Date">When it was made; null when it does not say.</param>
/// <param name="ValidUntil">Until when it counts; null when it does not say.</param>
/// <param name="Indices">The lists, by their path below the suite's folder.</param>
/// <param name="HasOwnListOfAll">True when packages for all architectures have a list to themselves.</param>
/// <remarks>
/// The format is that of https://wiki.debian.org/DebianRepository/Format, an InRelease with its signature around it
/// (RFC 9580, section 7). Whether the signature is good is for apt to say, before anything is read here.
/// </remarks>
internal sealed record ReleaseFile(
    DateTimeOffset? Date,
    DateTimeOffset? ValidUntil,
    IReadOnlyDictionary<string, ReleaseIndex> Indices,
    bool HasOwnListOfAll)
{
    /// <summary>How large one may be, in bytes. Debian's largest has less than a hundredth of that.</summary>
    public const int MostBytes = 32 << 20;

    private const string SignedBegin = "-----BEGIN PGP SIGNED MESSAGE-----";
    private const string SignatureBegin = "-----BEGIN PGP SIGNATURE-----";
    private const string SignatureEnd = "-----END PGP SIGNATURE-----";

    // One space is in front of what belongs to the field above.
    private const string Digests = "SHA256";

    private static readonly string[] DateFormats = ["d MMM yyyy H:mm:ss 'UTC'", "d MMM yyyy H:mm:ss 'GMT'", "d MMM yyyy H:mm:ss 'Z'", "d MMM yyyy H:mm:ss '+0000'", "d MMM yyyy H:mm:ss '-0000'"];

    /// <summary>Reads one that apt has verified.</summary>
    /// <param name="path">The file: an InRelease, or a Release whose signature is in a file of its own.</param>
    /// <param name="url">Where it is from, for the error.</param>
    /// <exception cref="Errors.ContainerStateException"><see cref="Errors.ErrorId.Remote"/>: It is not of that format.</exception>
    public static ReleaseFile ReadFile(string path, string url)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw Unreadable(url, $"it is larger than {MostBytes >> 20} MiB");
        }
        return Read(File.ReadAllText(path, Encoding.UTF8), url);
    }

    /// <inheritdoc cref="ReadFile"/>
    /// <param name="text">Its text.</param>
    /// <param name="url">Where it is from, for the error.</param>
    public static ReleaseFile Read(string text, string url)
    {
        if (text.Any(c => c == '\ufffd' || (char.IsControl(c) && c is not ('\n' or '\t'))))
        {
            throw Unreadable(url, "there are characters in it that are no text");
        }
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var indices = new Dictionary<string, ReleaseIndex>(StringComparer.Ordinal);
        var field = "";
        foreach (var line in Signed(text.Split('\n'), url))
        {
            if (line.Length == 0 && fields.Count > 0)
            {
                break;
            }
            if (line.Length == 0 || line[0] is ' ' or '\t')
            {
                if (field.Equals(Digests, StringComparison.OrdinalIgnoreCase))
                {
                    Add(indices, line, url);
                }
                continue;
            }
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw Unreadable(url, "a line of it is no field");
            }
            field = line[..colon];
            if (!fields.TryAdd(field, line[(colon + 1)..].Trim()))
            {
                throw Unreadable(url, $"it has the field {Errors.Quoted.Text(field)} twice");
            }
        }
        if (fields.Count == 0)
        {
            throw Unreadable(url, "it is empty");
        }
        return new(
            DateOf(fields, "Date", url),
            DateOf(fields, "Valid-Until", url),
            indices,
            Words(fields, "Architectures").Contains("all") && !Words(fields, "No-Support-for-Architecture-all").Contains("Packages"));
    }

    /// <summary>The lists of a kind that apt reads on a machine of an architecture.</summary>
    /// <param name="type">As in sources.list(5).</param>
    /// <param name="architecture">The machine's, as Debian calls it.</param>
    public IEnumerable<ReleaseIndex> Of(string type, string architecture)
    {
        string[] wanted = type == AptSources.Source
            ? ["main/source/Sources"]
            : [$"main/binary-{architecture}/Packages", .. HasOwnListOfAll ? (string[])["main/binary-all/Packages"] : []];
        return wanted.Select(Indices.GetValueOrDefault).OfType<ReleaseIndex>();
    }

    // Nothing but what the signature is about.
    private static IEnumerable<string> Signed(string[] lines, string url)
    {
        if (lines[0] != SignedBegin)
        {
            return lines;
        }
        var begin = Array.IndexOf(lines, "") + 1;
        var end = Array.IndexOf(lines, SignatureBegin);
        var last = Array.IndexOf(lines, SignatureEnd);
        return begin == 0 || end < begin || last < end || lines[(last + 1)..].Any(line => line.Length > 0) || lines[begin..end].Contains(SignedBegin)
            ? throw Unreadable(url, "its signature is not around it")
            : lines[begin..end].Select(line => line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line);
    }

    private static void Add(Dictionary<string, ReleaseIndex> indices, string line, string url)
    {
        if (line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [{ Length: 64 } digest, var size, { Length: > 0 } path]
            || digest.Any(c => !char.IsAsciiHexDigit(c))
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
        {
            throw Unreadable(url, "a line of its SHA256 is no digest, size and path");
        }
        var index = new ReleaseIndex(path, bytes, digest.ToLowerInvariant());
        if (!indices.TryAdd(path, index) && indices[path] != index)
        {
            throw Unreadable(url, $"it has two digests for {Errors.Quoted.Text(path)}");
        }
    }

    private static HashSet<string> Words(Dictionary<string, string> fields, string name) =>
        [.. fields.GetValueOrDefault(name, "").Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)];

    // The day of the week says nothing that the date does not.
    private static DateTimeOffset? DateOf(Dictionary<string, string> fields, string name, string url)
    {
        if (!fields.TryGetValue(name, out var value))
        {
            return null;
        }
        var text = value[(value.IndexOf(',', StringComparison.Ordinal) + 1)..].Trim();
        return DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite | DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw Unreadable(url, $"its {name} is no date: {Errors.Quoted.Text(value)}");
    }

    private static Errors.ContainerStateException Unreadable(string url, string reason) =>
        RemoteFaults.Failed(url, $"its signed list of lists is unusable, since {reason}", "Use another mirror, or tell whoever runs this one.");
}
