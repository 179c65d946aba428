using System.Formats.Tar;
using System.Security.Cryptography;

namespace ContainerState.Imports;

/// <summary>What installed packages ship, as dpkg's own database says it. All else in the tree was made by maintainer scripts.</summary>
/// <remarks>The formats are those of dpkg's info folder: NAME.list has a path a line, NAME.md5sums has digest and path.</remarks>
internal sealed class ShippedFiles
{
    private const int LongestFile = 64 << 20;
    private static readonly string[] Merged = ["bin/", "sbin/", "lib/", "lib32/", "lib64/", "libx32/"];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);

    /// <summary>Reads dpkg's folder from an archive of it.</summary>
    /// <param name="tar">An archive of var/lib/dpkg; names may have folders in front.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<ShippedFiles> ReadAsync(Stream tar, CancellationToken cancel)
    {
        var shipped = new ShippedFiles();
        var reader = new TarReader(tar, leaveOpen: true);
        await using var disposing = reader;
        while (await reader.GetNextEntryAsync(cancellationToken: cancel) is { } entry)
        {
            Action<string>? take = Path.GetFileName(entry.Name) switch
            {
                var name when name.EndsWith(".list", StringComparison.Ordinal) => shipped.AddPath,
                var name when name.EndsWith(".md5sums", StringComparison.Ordinal) => shipped.AddDigest,
                "status" => shipped.AddStatus,
                _ => null,
            };
            if (take is null || entry.DataStream is null || entry.Length > LongestFile)
            {
                continue;
            }
            using var lines = new StreamReader(entry.DataStream, leaveOpen: true);
            while (await lines.ReadLineAsync(cancel) is { } line)
            {
                take(line);
            }
        }
        return shipped;
    }

    /// <summary>The names of the packages.</summary>
    public IReadOnlySet<string> Packages => _packages;

    /// <summary>Whether a package ships something at the path.</summary>
    public bool Names(string path) => _paths.Contains(Usual(path));

    /// <summary>Whether a package ships this content at the path.</summary>
    public bool Holds(string path, ReadOnlySpan<byte> content) => HasDigest(path, Md5(content));

    /// <summary>Whether a package ships content with this MD5 at the path.</summary>
    public bool HasDigest(string path, ReadOnlySpan<byte> md5) => _digests.TryGetValue(Usual(path), out var digest) && digest == Convert.ToHexStringLower(md5);

#pragma warning disable CA5351 // dpkg's own digests are MD5; whoever can forge one has the package signed already.
    private static byte[] Md5(ReadOnlySpan<byte> content) => MD5.HashData(content);
#pragma warning restore CA5351

    private void AddPath(string line) => _paths.Add(Usual(line.TrimStart('/')));

    private void AddDigest(string line)
    {
        if (line.IndexOf("  ", StringComparison.Ordinal) is 32)
        {
            _digests[Usual(line[34..])] = line[..32];
        }
    }

    // dpkg's status names the packages, and has the digests of configuration files: " /etc/name digest", with "obsolete" behind it
    // at times.
    private void AddStatus(string line)
    {
        const string Package = "Package: ";
        if (line.StartsWith(Package, StringComparison.Ordinal))
        {
            _packages.Add(line[Package.Length..]);
        }
        else if (line.StartsWith(" /", StringComparison.Ordinal) && line.Split(' ') is ["", var path, { Length: 32 } digest, ..])
        {
            _digests[Usual(path[1..])] = digest;
        }
    }

    // Packages still say bin/sh where the file is usr/bin/sh, since bin is a link.
    private static string Usual(string path) => Array.Exists(Merged, folder => path.StartsWith(folder, StringComparison.Ordinal)) ? "usr/" + path : path;
}
