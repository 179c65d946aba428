using System.Text;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>
/// What programs expect in /etc on any Linux, and no image can know, since it differs from server to server: its name and
/// address, its name servers, and the machine's id.
/// </summary>
/// <remarks>
/// What an image has as a link stays one, name servers apart: a program of the server may write the file that it leads to.
/// Nothing here follows a link, and so nothing outside of the image is read.
/// </remarks>
internal static class EtcFiles
{
    /// <summary>The folder.</summary>
    public const string Folder = "/etc";

    /// <summary>The file of names and addresses.</summary>
    public const string Hosts = "hosts";

    private const string Resolver = "resolv.conf";
    private const string MachineId = "machine-id";

    // Of a file that is kept with lines added. Longer ones stay as they are: they are lists of somebody's own.
    private const int LongestKept = 1 << 20;

    /// <summary>The files that a server gets, by their names in <see cref="Folder"/>; none where the image has no such folder.</summary>
    /// <param name="spec">The server.</param>
    /// <param name="dns">The addresses of its name servers.</param>
    public static IReadOnlyDictionary<string, byte[]> For(ContainerSpec spec, IReadOnlyList<string> dns)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var folder = spec.RootFolder + Folder;
        if (KindOf(folder) != FileKind.Folder)
        {
            return files;
        }
        if (HostsOf(spec, Path.Combine(folder, Hosts)) is { } hosts)
        {
            files[Hosts] = hosts;
        }
        if (dns.Count > 0)
        {
            files[Resolver] = Encoding.ASCII.GetBytes(string.Concat(dns.Select(address => $"nameserver {address}\n")));
        }
        else if (IsEmpty(Path.Combine(folder, Resolver)))
        {
            files[Resolver] = "# no name servers were given at the start\n"u8.ToArray();
        }
        // That of systemd: 32 digits of a random UUID.
        if (IsEmpty(Path.Combine(folder, MachineId), "uninitialized"))
        {
            files[MachineId] = Encoding.ASCII.GetBytes($"{Guid.NewGuid():n}\n");
        }
        // Who asks for a tmpfs in a file's place has something else in mind.
        foreach (var name in files.Keys.Where(name => spec.Writable.Any(path => $"{path.Path}/".StartsWith($"{Folder}/{name}/", StringComparison.Ordinal))).ToList())
        {
            files.Remove(name);
        }
        return files;
    }

    private static byte[]? HostsOf(ContainerSpec spec, string file)
    {
        var kind = KindOf(file);
        if (kind == FileKind.Link || (kind == FileKind.Regular && FileStatus.Of(file).Size > LongestKept))
        {
            return null;
        }
        var own = kind == FileKind.Regular ? File.ReadAllText(file, Encoding.Latin1) : "";
        var name = spec.HostName ?? spec.Name;
        var known = own.Split('\n').SelectMany(line => line.Split('#')[0].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Skip(1))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var text = new StringBuilder(own);
        if (own.Length > 0 && !own.EndsWith('\n'))
        {
            text.Append('\n');
        }
        if (known.Add("localhost"))
        {
            text.Append("127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n");
        }
        if (known.Add(name))
        {
            text.Append($"{spec.Network?.Address.ToString() ?? "127.0.1.1"} {name}\n");
        }
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static bool IsEmpty(string file, string besides = "") => KindOf(file) switch
    {
        null => true,
        FileKind.Regular => FileStatus.Of(file).Size <= besides.Length + 1 && File.ReadAllText(file, Encoding.Latin1).Trim() is var text && (text.Length == 0 || text == besides),
        _ => false,
    };

    private static FileKind? KindOf(string path) => FileStatus.Find(path)?.Kind;
}
