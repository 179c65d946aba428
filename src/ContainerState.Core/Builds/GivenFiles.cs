using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>Files that programs expect on any Linux, for toolchains that do not have them: packages that were only unpacked, mostly.</summary>
internal static class GivenFiles
{
    /// <summary>The names of root and nobody, of the own host, and where names are looked up.</summary>
    /// <param name="hostName">What the container calls itself.</param>
    public static IReadOnlyDictionary<string, string> All(string hostName) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["etc/group"] = "root:x:0:\nnogroup:x:65534:\n",
        ["etc/hosts"] = $"127.0.0.1 localhost {hostName}\n::1 localhost\n",
        ["etc/nsswitch.conf"] = "passwd: files\ngroup: files\nshadow: files\nhosts: files\n",
        ["etc/passwd"] = "root:x:0:0:root:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n",
    };

    /// <summary>Those that a toolchain does not have, by path.</summary>
    public static IReadOnlyList<string> LackingIn(GitStore store, string toolchain)
    {
        // A link in place of the folder leads to wherever the toolchain keeps them.
        return store.Find(toolchain, "etc") is null or { Kind: TreeItemKind.Tree }
            ? [.. All("").Keys.Where(path => store.Find(toolchain, path) is null)]
            : [];
    }
}
