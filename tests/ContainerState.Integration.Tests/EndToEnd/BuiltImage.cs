using System.Text.Json;
using System.Text.RegularExpressions;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>What a build printed; of the layers their files, bottom first.</summary>
public sealed partial record BuiltImage(string Id, string Sha256, IReadOnlyList<string> Layers, string Commit, bool Cached)
{
    public static BuiltImage Of(JsonElement json) => new(
        json.GetProperty("id").GetString()!,
        json.GetProperty("sha256").GetString()!,
        [.. json.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("path").GetString()!)],
        json.GetProperty("commit").GetString()!,
        json.GetProperty("cached").GetBoolean());

    /// <summary>What must be equal on every machine.</summary>
    public (string Id, string Sha256) Identity => (Id, Sha256);

    /// <summary>What unsquashfs lists of the layers over each other, a line for each path.</summary>
    /// <param name="form">How: <c>-l</c>, <c>-lls</c> or <c>-lln</c>.</param>
    public async Task<string> ListAsync(string form = "-l")
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var layer in Layers)
        {
            foreach (var line in (await Workbench.RunAsync("unsquashfs", form, layer)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                lines[Root().Split(line)[^1].Split(" -> ")[0]] = line;
            }
        }
        return string.Concat(lines.Values.Select(line => line + "\n"));
    }

    /// <summary>What a file says, as the topmost layer that has it has it.</summary>
    public async Task<string> ReadAsync(string path)
    {
        foreach (var layer in Layers.Reverse())
        {
            if (Root().Split(await Workbench.RunAsync("unsquashfs", "-l", layer)).Contains($"/{path}\n"))
            {
                return await Workbench.RunAsync("unsquashfs", "-cat", layer, path);
            }
        }
        throw new FileNotFoundException(path);
    }

    /// <summary>Writes its files, or some of them, below a folder.</summary>
    public async Task UnpackAsync(string folder, params string[] paths)
    {
        foreach (var layer in Layers)
        {
            foreach (var line in layer == Layers[0] ? [] : (await Workbench.RunAsync("unsquashfs", "-lln", layer)).Split('\n').Where(line => line.Length > 0 && line[0] != 'd'))
            {
                var path = folder + Root().Split(line)[^1].Split(" -> ")[0];
                if (Directory.Exists(Path.GetDirectoryName(path)))
                {
                    // unsquashfs writes through a link that is there.
                    File.Delete(path);
                }
            }
            await Workbench.RunAsync("unsquashfs", ["-force", "-quiet", "-no-progress", "-dest", folder, layer, .. paths]);
        }
    }

    [GeneratedRegex("squashfs-root", RegexOptions.None, 1000)]
    private static partial Regex Root();
}
