using System.Formats.Tar;
using System.Text;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Imports;

/// <summary>The names of entries of a tar archive, which is untrusted.</summary>
internal static class TarEntryName
{
    /// <summary>PATH_MAX of Linux in bytes, without the zero: of a path, and of a link's target.</summary>
    public const int LongestPath = 4095;

    /// <summary>The path without ./ and without slashes around it; empty for the root; null for entries that are no files at all.</summary>
    /// <exception cref="UnsafeTreeException">No file may have it.</exception>
    public static string? Normalise(string name, TarEntryType type, string source)
    {
        if (type is TarEntryType.GlobalExtendedAttributes)
        {
            return null;
        }
        if (name.StartsWith('/'))
        {
            throw Unsafe(source, name, "its name is absolute");
        }
        if (Encoding.UTF8.GetByteCount(name) > LongestPath)
        {
            throw Unsafe(source, name, $"its path is longer than {LongestPath} bytes");
        }
        var parts = name.TrimEnd('/').Split('/').Where(part => part.Length > 0).ToList();
        if (parts.Count > 0 && parts[0] == ".")
        {
            parts.RemoveAt(0);
        }
        foreach (var part in parts)
        {
            if (EntryName.Fault(part) is { } fault)
            {
                throw Unsafe(source, name, fault);
            }
        }
        return parts.Count > 0 && parts[0] == TreeMetadata.Folder
            ? throw Unsafe(source, name, $"the name {TreeMetadata.Folder} is kept for metadata")
            : string.Join('/', parts);
    }

    /// <summary>The error for an entry that must not reach a filesystem.</summary>
    public static UnsafeTreeException Unsafe(string source, string path, string reason) =>
        new(source, path, reason, "Take an archive without it: unpack this one elsewhere, and pack again what is needed of it.");
}
