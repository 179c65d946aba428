using System.Text;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>Files that every Debian system has its own of, and that say together what is on a server of several.</summary>
internal static class KnownMerges
{
    // It is of one system's libraries alone, and of several none tells all. Where it is empty, the linker looks into its folders.
    private const string LinkerCache = "etc/ld.so.cache";
    private const int MostBytes = 64 << 20;

    private static readonly string[] LineFiles = ["etc/shells", "var/lib/shells.state", "var/lib/dpkg/statoverride", "var/lib/ucf/hashfile", "var/lib/ucf/registry", "etc/subuid", "etc/subgid"];
    private static readonly string[] LineFolders = ["var/lib/dpkg/triggers/", "var/lib/systemd/deb-systemd-helper-"];

    /// <summary>True for the path of a file that is merged of those of several components, where they differ.</summary>
    public static bool IsAt(string path) => path == LinkerCache || Of(path) is not null;

    /// <summary>What two components' files come to; null where there is no known merge.</summary>
    public static MergedEntry? Merge(GitStore store, MergedEntry there, TreeItem item, string path, string component)
    {
        if (item.Kind != there.Kind || item.Kind is not (TreeItemKind.File or TreeItemKind.Executable))
        {
            return null;
        }
        if (path == LinkerCache)
        {
            return new MergedEntry(item.Kind, store.WriteBlob([]), there.Owner);
        }
        return Of(path) is null || store.BlobSize(item.Id) + store.BlobSize(there.Id) > MostBytes
            ? null
            : new MergedEntry(item.Kind, store.WriteBlob(Merge(path, store.ReadBlob(there.Id), store.ReadBlob(item.Id), (there.Owner, component))), there.Owner);
    }

    /// <summary>Both files in one: what the second adds stands after what the first has.</summary>
    /// <param name="path">The path on the server, without a slash in front.</param>
    /// <param name="first">The file of the component that is laid down first.</param>
    /// <param name="second">The other file.</param>
    /// <param name="owners">The names of the two components.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PathConflict"/>: They say different things of one name.</exception>
    public static byte[] Merge(string path, byte[] first, byte[] second, (string First, string Second) owners)
    {
        // One byte is one character: whatever the files hold comes out as it was.
        var merged = Of(path)!(Encoding.Latin1.GetString(first), Encoding.Latin1.GetString(second), detail => BuildFaults.CannotMerge("/" + path, owners.First, owners.Second, detail));
        return Encoding.Latin1.GetBytes(merged);
    }

    private static Func<string, string, Func<string, Exception>, string>? Of(string path) => path switch
    {
        "etc/passwd" => (first, second, fault) => Accounts(first, second, fault, id: 2, members: [], free: []),
        "etc/group" => (first, second, fault) => Accounts(first, second, fault, id: 2, members: [3], free: []),
        // The day of the last change is the day of the import.
        "etc/shadow" => (first, second, fault) => Accounts(first, second, fault, id: null, members: [], free: [2]),
        "etc/gshadow" => (first, second, fault) => Accounts(first, second, fault, id: null, members: [2, 3], free: []),
        "var/lib/dpkg/status" => Packages,
        "var/lib/dpkg/diversions" => (first, second, _) => Union(Lines(first).Chunk(3), Lines(second).Chunk(3)),
        _ when LineFiles.Contains(path, StringComparer.Ordinal) || Array.Exists(LineFolders, folder => path.StartsWith(folder, StringComparison.Ordinal)) =>
            (first, second, _) => Union(Lines(first).Chunk(1), Lines(second).Chunk(1)),
        _ => null,
    };

    private static string Accounts(string first, string second, Func<string, Exception> fault, int? id, int[] members, int[] free)
    {
        var lines = Lines(first).Select(line => line.Split(':')).ToList();
        var names = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var ids = new Dictionary<string, string[]>(StringComparer.Ordinal);
        lines.ForEach(Learn);
        foreach (var line in Lines(second).Select(line => line.Split(':')))
        {
            if (names.TryGetValue(line[0], out var there))
            {
                if (there.Length != line.Length || Enumerable.Range(0, line.Length).Any(at => there[at] != line[at] && !members.Contains(at) && !free.Contains(at)))
                {
                    throw fault($"{Quoted.Text(Shown(there))} and {Quoted.Text(Shown(line))}");
                }
                foreach (var at in members)
                {
                    there[at] = string.Join(',', there[at].Split(',').Concat(line[at].Split(',')).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal));
                }
                continue;
            }
            if (id is { } column && line.Length > column && ids.TryGetValue(line[column], out var other))
            {
                throw fault($"{Quoted.Text(Shown(other))} and {Quoted.Text(Shown(line))} have one id");
            }
            lines.Add(line);
            Learn(line);
        }
        return string.Concat(lines.Select(line => string.Join(':', line) + "\n"));

        void Learn(string[] line)
        {
            names.TryAdd(line[0], line);
            if (id is { } column && line.Length > column)
            {
                ids.TryAdd(line[column], line);
            }
        }

        // What a shadow file says of passwords is in no message.
        string Shown(string[] line) => id is null ? line[0] : string.Join(':', line);
    }

    private static string Packages(string first, string second, Func<string, Exception> fault)
    {
        var packages = new List<string>();
        var places = new Dictionary<(string?, string?), int>();
        foreach (var package in Paragraphs(first).Concat(Paragraphs(second)))
        {
            var name = (Field(package, "Package"), Field(package, "Architecture"));
            if (!places.TryGetValue(name, out var place))
            {
                places[name] = packages.Count;
                packages.Add(package);
            }
            else if (Field(packages[place], "Version") is var version && version != Field(package, "Version"))
            {
                throw fault($"the package {Quoted.Text(name.Item1 ?? "")} in the versions {Quoted.Text(version ?? "")} and {Quoted.Text(Field(package, "Version") ?? "")}");
            }
            else if (!IsInstalled(packages[place]) && IsInstalled(package))
            {
                packages[place] = package;
            }
        }
        return string.Concat(packages.Select(package => package + "\n\n"));
    }

    private static bool IsInstalled(string package) => Field(package, "Status") == "install ok installed";

    private static string? Field(string package, string name) =>
        package.Split('\n').FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..];

    private static IEnumerable<string> Paragraphs(string text) => text.Split("\n\n").Select(package => package.Trim('\n')).Where(package => package.Length > 0);

    private static string Union(IEnumerable<string[]> first, IEnumerable<string[]> second) =>
        string.Concat(first.Concat(second).Select(lines => string.Join('\n', lines) + "\n").Distinct(StringComparer.Ordinal));

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Where(line => line.Length > 0);
}
