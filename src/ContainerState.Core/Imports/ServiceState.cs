using System.Formats.Tar;

namespace ContainerState.Imports;

/// <summary>Finds what is the data of a service: what its maintainer scripts made for it when it was installed.</summary>
/// <remarks>
/// What belongs to a user of its own in /var is a service's data: a database cluster, a mail queue. What belongs to root there is
/// what Debian's own tools note (alternatives, ucf, which modules of Apache are on), and a server needs it.
/// </remarks>
internal sealed class ServiceState
{
    // Data that is kept in /etc, so that its owner tells nothing.
    private static readonly string[] Known = ["etc/ldap/slapd.d"];

    private readonly HashSet<string> _owned = new(StringComparer.Ordinal);

    /// <summary>Looks at an entry; a folder comes before what it holds.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Its path, without a slash in front.</param>
    /// <returns>
    /// The folder, with a slash behind, or the file that is a service's data and that it is part of; null when it is none. A
    /// service's folder itself is none, only what is in it.
    /// </returns>
    public string? Find(TarEntry entry, string path)
    {
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (_owned.Contains(path[..slash]))
            {
                return path[..(slash + 1)];
            }
        }
        var isFolder = entry.EntryType is TarEntryType.Directory or TarEntryType.DirectoryList;
        if (Known.Contains(path, StringComparer.Ordinal) || (entry.Uid != 0 && path.StartsWith("var/", StringComparison.Ordinal)))
        {
            if (!isFolder)
            {
                return path;
            }
            _owned.Add(path);
        }
        return null;
    }
}
