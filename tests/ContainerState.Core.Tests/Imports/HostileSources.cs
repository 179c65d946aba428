using System.Formats.Tar;

namespace ContainerState.Core.Tests.Imports;

/// <summary>Archives that must not become a tree of sources: those that must not reach any filesystem, and more.</summary>
internal static class HostileSources
{
    public static IReadOnlyDictionary<string, Action<TarWriter>> All { get; } = new Dictionary<string, Action<TarWriter>>(
        // Of sources, nobody looks at the owner.
        HostileArchives.All.Where(one => !one.Key.Contains("above 65535", StringComparison.Ordinal)), StringComparer.Ordinal)
    {
        ["an absolute link"] = tar => TarTreeTests.Link(tar, "a", "/etc/passwd"),
        ["a link that leaves"] = tar => TarTreeTests.Link(tar, "a", "../x"),
        ["a link that leaves from further down"] = tar => TarTreeTests.Link(tar, "d/a", "./../../x"),
        ["a link that leaves and comes back"] = tar => TarTreeTests.Link(tar, "d/a", "../../d/x"),
        ["a link that leaves the folder at the top, which is left out"] = tar =>
        {
            TarTreeTests.Add(tar, "foo-1.2/x", "x", 420);
            TarTreeTests.Link(tar, "foo-1.2/a", "../x");
        },
        ["a link that leaves by way of another"] = tar =>
        {
            TarTreeTests.Link(tar, "d/e/up", "../..");
            TarTreeTests.Link(tar, "d/e/a", "up/../x");
        },
        ["a hard link to a link, from where that leaves"] = tar =>
        {
            TarTreeTests.Add(tar, "x", "x", 420);
            TarTreeTests.Link(tar, "d/a", "../x");
            TarTreeTests.Hard(tar, "a", "d/a");
        },
        ["metadata of our own below the folder at the top"] = tar => TarTreeTests.Add(tar, "foo-1.2/.containerstate/mtree", "x", 420),
        ["a folder at the top that is a link too"] = tar =>
        {
            TarTreeTests.Link(tar, "foo-1.2", "bar");
            TarTreeTests.Add(tar, "foo-1.2/x", "x", 420);
        },
        ["a set-user-id file"] = tar => TarTreeTests.Add(tar, "a", "x", 2541),
        ["a set-group-id file"] = tar => TarTreeTests.Add(tar, "a", "x", 1517),
        ["a file with capabilities"] = tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a", [new("SCHILY.xattr.security.capability", "\u0001\0\0\u0002\0\u0020\0\0\0\0\0\0\0\0\0\0\0\0\0\0")])),
    };
}
