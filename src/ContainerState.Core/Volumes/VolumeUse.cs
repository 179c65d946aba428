using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Volumes;

/// <summary>A volume that a server has.</summary>
/// <param name="Volume">The volume's name.</param>
/// <param name="Path">Where the server has it: an absolute path.</param>
public sealed record VolumeUse(string Volume, string Path)
{
    private const int MostVolumes = 16;
    private const string Rule = "NAME:/PATH, such as data:/var/lib/postgresql";

    // What every server has there is ours.
    private static readonly string[] Refused = ["/etc", "/run", "/dev", "/proc", "/sys"];

    /// <summary>Reads <c>data:/var/lib/postgresql</c>.</summary>
    /// <exception cref="InvalidNameException">It is anything else, or a path that no volume can be at.</exception>
    public static VolumeUse Parse(string text)
    {
        var colon = text.IndexOf(':');
        if (colon < 1 || colon == text.Length - 1)
        {
            throw new InvalidNameException("volume", text, Rule);
        }
        return new(VolumeStore.RequireName(text[..colon]), RequirePath(text[(colon + 1)..]));
    }

    /// <summary>All that a server is to have.</summary>
    /// <exception cref="InvalidNameException">One is none, or two are in each other's way.</exception>
    internal static IReadOnlyList<VolumeUse> ParseAll(IReadOnlyList<string> texts)
    {
        if (texts.Count > MostVolumes)
        {
            throw new InvalidNameException("volumes", $"{texts.Count} items", $"at most {MostVolumes}");
        }
        var uses = texts.Select(Parse).ToList();
        foreach (var use in uses)
        {
            if (uses.Exists(other => !ReferenceEquals(use, other) && (use.Volume == other.Volume || IsAtOrBelow(use.Path, other.Path))))
            {
                throw new InvalidNameException("volume", use.ToString(), "each volume once, and none below another");
            }
        }
        return uses;
    }

    /// <summary>Refuses what an image has no place for.</summary>
    /// <param name="root">Where the image is mounted.</param>
    /// <param name="writable">Its writable paths.</param>
    /// <exception cref="InvalidNameException">There is no place.</exception>
    internal void RequirePlace(string root, IReadOnlyList<WritablePath> writable)
    {
        if (writable.FirstOrDefault(path => IsAtOrBelow(path.Path, Path)) is { } clash)
        {
            throw new InvalidNameException("path of a volume", Path, $"another: state.yaml has {clash.Path} in memory");
        }
        if (!writable.Any(path => IsAtOrBelow(Path, path.Path)) && FileStatus.FindBelow(root, Path) is not { Kind: FileKind.Folder })
        {
            throw new InvalidNameException("path of a volume", Path, "a folder of the image, with no link on the way to it, or a path below a writable one");
        }
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{Volume}:{Path}";

    private static bool IsAtOrBelow(string path, string folder) => $"{path}/".StartsWith($"{folder}/", StringComparison.Ordinal);

    private static string RequirePath(string path)
    {
        if (path == "/" || StateNames.ServerPathFault(path) is not null || path.Any(c => char.IsWhiteSpace(c) || c is '\\' or '"' or '\''))
        {
            throw new InvalidNameException("path of a volume", path, "an absolute path of a folder, without blanks, quotes and backslashes");
        }
        return Refused.FirstOrDefault(folder => IsAtOrBelow(path, folder)) is { } own
            ? throw new InvalidNameException("path of a volume", path, $"one that is not in {own}, where every server has files of its own")
            : path;
    }
}
