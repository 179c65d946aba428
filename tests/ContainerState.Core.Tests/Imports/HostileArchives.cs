using System.Formats.Tar;

namespace ContainerState.Core.Tests.Imports;

/// <summary>Archives that must not reach a filesystem.</summary>
internal static class HostileArchives
{
    public static IReadOnlyDictionary<string, Action<TarWriter>> All { get; } = new Dictionary<string, Action<TarWriter>>(StringComparer.Ordinal)
    {
        ["an absolute name"] = tar => TarTreeTests.Add(tar, "/etc/passwd", "x", 420),
        ["a name that leaves"] = tar => TarTreeTests.Add(tar, "../x", "x", 420),
        ["a name that leaves further down"] = tar => TarTreeTests.Add(tar, "a/../../x", "x", 420),
        ["a dot in the middle"] = tar => TarTreeTests.Add(tar, "a/./x", "x", 420),
        ["a Git folder"] = tar => TarTreeTests.Add(tar, "srv/.git/hooks/post-checkout", "x", 493),
        ["a Git folder in capitals"] = tar => TarTreeTests.Add(tar, ".GIT/config", "x", 420),
        ["metadata of our own"] = tar => TarTreeTests.Add(tar, ".containerstate/mtree", "x", 420),
        ["metadata of our own behind a dot"] = tar => TarTreeTests.Add(tar, "./.containerstate/import.json", "x", 420),
        ["a long name"] = tar => TarTreeTests.Add(tar, new string('x', 256), "x", 420),
        ["the root as a symbolic link"] = tar => TarTreeTests.Link(tar, ".", "/etc"),
        ["the root as a symbolic link with a slash"] = tar => TarTreeTests.Link(tar, "./", "/etc"),
        ["the root as a file"] = tar => TarTreeTests.Add(tar, "./", "x", 420),
        ["the root as a hard link"] = tar =>
        {
            TarTreeTests.Add(tar, "a", "x", 420);
            TarTreeTests.Hard(tar, ".", "a");
        },
        ["a hard link to a missing file"] = tar => TarTreeTests.Hard(tar, "a", "b"),
        ["a hard link to itself"] = tar => TarTreeTests.Hard(tar, "a", "a"),
        ["a hard link to the outside"] = tar => TarTreeTests.Hard(tar, "a", "../../etc/shadow"),
        ["a hard link to an absolute name"] = tar => TarTreeTests.Hard(tar, "a", "/etc/shadow"),
        ["a hard link to a folder"] = tar =>
        {
            TarTreeTests.Folder(tar, "d/");
            TarTreeTests.Hard(tar, "a", "d");
        },
        ["a file below a symbolic link"] = tar =>
        {
            TarTreeTests.Link(tar, "lib", "/etc");
            TarTreeTests.Add(tar, "lib/passwd", "x", 420);
        },
        ["a file below a file"] = tar =>
        {
            TarTreeTests.Add(tar, "a", "x", 420);
            TarTreeTests.Add(tar, "a/b", "x", 420);
        },
        ["a symbolic link in the place of a folder that holds files"] = tar =>
        {
            TarTreeTests.Add(tar, "dev/null", "x", 420);
            TarTreeTests.Link(tar, "dev", "/etc");
        },
        ["a file that comes twice"] = tar =>
        {
            TarTreeTests.Add(tar, "a", "x", 420);
            TarTreeTests.Add(tar, "./a", "y", 420);
        },
        ["a link in the place of a file"] = tar =>
        {
            TarTreeTests.Add(tar, "a", "x", 420);
            TarTreeTests.Link(tar, "a", "b");
        },
        ["a character device"] = tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "dev/mem") { DeviceMajor = 1, DeviceMinor = 1 }),
        ["a block device"] = tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.BlockDevice, "dev/sda") { DeviceMajor = 8, DeviceMinor = 0 }),
        ["a named pipe"] = tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "run/pipe")),
        ["a path longer than Linux takes"] = tar => TarTreeTests.Add(tar, string.Join('/', Enumerable.Repeat(new string('x', 100), 41)), "x", 420),
        ["a symbolic link to a path longer than Linux takes"] = tar => TarTreeTests.Link(tar, "a", new string('x', 4096)),
        ["a sparse file"] = tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a", [new("GNU.sparse.major", "1"), new("GNU.sparse.realsize", "1099511627776")])),
        ["an owner above 65535"] = tar => TarTreeTests.Add(tar, "a", "x", 420, uid: 65536),
        ["a group above 65535"] = tar => TarTreeTests.Add(tar, "a", "x", 420, gid: 100_000),
    };
}
