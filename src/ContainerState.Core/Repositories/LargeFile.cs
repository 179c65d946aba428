using System.Globalization;
using System.Text;

namespace ContainerState.Repositories;

/// <summary>A file that Git LFS keeps elsewhere: in Git is only a pointer to it.</summary>
/// <param name="Path">Where it is, for people: from the state repository on.</param>
/// <param name="Sha256">The SHA-256 of its content; 64 hexadecimal digits.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="GitDirectory">The repository that has the pointer.</param>
/// <param name="Commit">The commit of that repository; empty where it is not known.</param>
internal sealed record LargeFile(string Path, string Sha256, long Size, string GitDirectory, string Commit)
{
    /// <summary>A pointer is smaller than this, in bytes.</summary>
    public const int PointerLimit = 1024;

    private const string First = "version https://git-lfs.github.com/spec/v1\n";

    /// <summary>Reads a pointer, as https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md has it.</summary>
    /// <returns>The digest and the size; null when it is none.</returns>
    public static (string Sha256, long Size)? ReadPointer(ReadOnlySpan<byte> content)
    {
        if (content.Length >= PointerLimit || !content.StartsWith(Encoding.ASCII.GetBytes(First)))
        {
            return null;
        }
        string? digest = null;
        long? size = null;
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            if (line.StartsWith("oid sha256:", StringComparison.Ordinal))
            {
                digest = line["oid sha256:".Length..];
            }
            else if (line.StartsWith("size ", StringComparison.Ordinal) && long.TryParse(line["size ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var read))
            {
                size = read;
            }
        }
        return digest is { Length: 64 } && digest.All(char.IsAsciiHexDigitLower) && size is { } bytes ? (digest, bytes) : null;
    }

    /// <summary>True when a .gitattributes file hands files to Git LFS.</summary>
    public static bool IsAskedFor(string attributes) =>
        attributes.Split('\n').Any(line => !line.TrimStart().StartsWith('#') && line.Contains("filter=lfs", StringComparison.Ordinal));

    /// <summary>A sentence that says that the content is not here.</summary>
    public override string ToString() =>
        $"{Path} is a pointer of Git LFS, and its content ({Size.ToString(CultureInfo.InvariantCulture)} bytes, SHA-256 {Sha256}) is not in the repository";
}
