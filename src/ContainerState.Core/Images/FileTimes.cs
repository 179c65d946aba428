using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>The times of a filesystem's files, which are never a clock's.</summary>
/// <remarks>
/// Web servers tell a browser by a file's size and time whether it has changed: so a file has a moment that follows from its content,
/// where it is of a server's own. What an installer laid down all has one moment, since programs compare the time of a cache with its
/// source's. No time is older than 1980, which is the first that a zip archive can hold.
/// </remarks>
internal sealed class FileTimes
{
    /// <summary>Where a server's tree says which of its files have a time that follows from their content. It is not placed on the server.</summary>
    public const string Path = TreeMetadata.Folder + "/times.json";

    /// <summary>The first moment of 1980, in seconds since 1970: that of folders, links, and all that the tree does not name.</summary>
    public const long First = 315_532_800;

    /// <summary>Every file at the first moment, as in a build step, where make would compare times.</summary>
    public static readonly FileTimes Equal = new([]);

    // The digits of a blob's id that a time is made of: 24 bits, which are seconds of 194 days.
    private const int Digits = 6;

    private readonly HashSet<string> _follow;

    private FileTimes(IEnumerable<string> follow) => _follow = follow.ToHashSet(StringComparer.Ordinal);

    /// <summary>The times that a tree says; equal ones where it says none.</summary>
    /// <exception cref="UnsafeTreeException">It says something else in that place.</exception>
    public static FileTimes Of(GitStore store, string tree, string where)
    {
        if (store.ReadText(tree, Path) is not { } text)
        {
            return Equal;
        }
        try
        {
            return JsonSerializer.Deserialize(text, FileTimesJson.Default.TimesFile)?.Content is { } paths && paths.All(path => path is not null)
                ? new(paths)
                : throw new UnsafeTreeException(where, Path, "it names no files");
        }
        catch (JsonException)
        {
            throw new UnsafeTreeException(where, Path, "it is no list of files");
        }
    }

    /// <summary>What a tree says, as bytes: the same for the same paths.</summary>
    /// <param name="follow">Files and whole folders, by their paths on the server without a slash in front.</param>
    public static byte[] Write(IEnumerable<string> follow) =>
        JsonSerializer.SerializeToUtf8Bytes(new TimesFile([.. follow.Order(StringComparer.Ordinal)]), FileTimesJson.Default.TimesFile);

    /// <summary>The files and whole folders whose times follow from content.</summary>
    public IReadOnlyCollection<string> Paths => _follow;

    /// <summary>True when the time of what is at a path, or below it, follows from content.</summary>
    public bool Follow(string path) => _follow.Contains(path);

    /// <summary>The time that follows from a file's content, in seconds since 1970.</summary>
    /// <param name="blob">The id of its blob.</param>
    public static long OfContent(string blob) => First + int.Parse(blob.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

/// <summary>The file of <see cref="FileTimes.Path"/>.</summary>
/// <param name="Content">The paths of files and folders.</param>
internal sealed record TimesFile(IReadOnlyList<string> Content);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n", RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TimesFile))]
internal sealed partial class FileTimesJson : JsonSerializerContext;
