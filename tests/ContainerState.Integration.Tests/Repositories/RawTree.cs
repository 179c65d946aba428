using System.Text;
using ContainerState.Integration.Tests.EndToEnd;

namespace ContainerState.Integration.Tests.Repositories;

/// <summary>Git objects as an attacker writes them: byte by byte, past every check of git's own.</summary>
internal static class RawTree
{
    public static Task<string> BlobAsync(string repository, byte[] content) =>
        Workbench.GitWithInputAsync(repository, content, "hash-object", "-w", "--stdin");

    public static Task<string> BlobAsync(string repository, string content) => BlobAsync(repository, Encoding.UTF8.GetBytes(content));

    /// <summary>A tree with these entries in this order.</summary>
    public static Task<string> TreeAsync(string repository, params (string Mode, string Name, string Id)[] entries)
    {
        var bytes = new List<byte>();
        foreach (var (mode, name, id) in entries)
        {
            bytes.AddRange(Encoding.Latin1.GetBytes($"{mode} {name}\0"));
            bytes.AddRange(Convert.FromHexString(id));
        }
        return Workbench.GitWithInputAsync(repository, [.. bytes], "hash-object", "-t", "tree", "--literally", "-w", "--stdin");
    }

    /// <summary>A commit on main whose tree is HEAD's with one folder more or another one.</summary>
    public static async Task CommitAsync(string repository, string name, string tree, string mode = "40000")
    {
        var entries = (await Workbench.GitAsync(repository, "ls-tree", "HEAD")).Split('\n')
            .Select(line => line.Split('\t'))
            .Select(parts => (Mode: parts[0].Split(' ')[0].TrimStart('0'), Name: parts[1], Id: parts[0].Split(' ')[2]))
            .Where(entry => entry.Name != name)
            .Append((mode, name, tree))
            .OrderBy(entry => entry.Item2 + (entry.Item1 == "40000" ? "/" : ""), StringComparer.Ordinal);
        var root = await TreeAsync(repository, [.. entries]);
        var commit = await Workbench.GitAsync(repository, "commit-tree", root, "-p", "HEAD", "-m", "Hostile");
        await Workbench.GitAsync(repository, "update-ref", "HEAD", commit);
    }
}
