using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Integration.Tests.EndToEnd;

namespace ContainerState.Integration.Tests.Images;

/// <summary>An entry of a filesystem: what <c>ls -ln</c> would show of it.</summary>
/// <param name="Type">As ls shows it: - d l.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Size">A file's size; 0 for others.</param>
/// <param name="Link">A symbolic link's target.</param>
internal sealed partial record ListedEntry(char Type, int Mode, int UserId, int GroupId, long Size, string Link)
{
    /// <summary>The entries of an image by path, as unsquashfs lists them. Names must be without line ends.</summary>
    public static async Task<SortedDictionary<string, ListedEntry>> OfImageAsync(BuiltImage image)
    {
        var result = new SortedDictionary<string, ListedEntry>(StringComparer.Ordinal);
        foreach (var line in (await image.ListAsync("-lln")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var match = Line().Match(line);
            if (!match.Success || !match.Groups["time"].Value.StartsWith("1980-", StringComparison.Ordinal))
            {
                throw new InvalidDataException(line);
            }
            var type = match.Groups["mode"].Value[0];
            var words = match.Groups["path"].Value.Split(" -> ", 2);
            result[words[0].TrimStart('/')] = new(
                type, ModeOf(match.Groups["mode"].Value), Number(match, "uid"), Number(match, "gid"),
                type == '-' ? long.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture) : 0, type == 'l' ? words[1] : "");
        }
        return result;
    }

    /// <summary>What a server's tree says that its filesystem holds, read with nothing but git.</summary>
    public static async Task<SortedDictionary<string, ListedEntry>> OfTreeAsync(string repository, string tree)
    {
        var result = new SortedDictionary<string, ListedEntry>(StringComparer.Ordinal) { [""] = new('d', 493, 0, 0, 0, "") };
        foreach (var line in (await Workbench.GitAsync(repository, "ls-tree", "-r", "-t", "-l", "-z", tree)).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (words, path) = (line.Split('\t', 2)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), line.Split('\t', 2)[1]);
            if (path.StartsWith(".containerstate", StringComparison.Ordinal))
            {
                continue;
            }
            result[path] = words[0] switch
            {
                "040000" => new('d', 493, 0, 0, 0, ""),
                "120000" => new('l', 511, 0, 0, 0, await Workbench.GitAsync(repository, "cat-file", "blob", words[2])),
                "100755" => new('-', 493, 0, 0, long.Parse(words[3], CultureInfo.InvariantCulture), ""),
                _ => new('-', 420, 0, 0, long.Parse(words[3], CultureInfo.InvariantCulture), ""),
            };
        }
        foreach (var line in (await Workbench.GitAsync(repository, "show", tree + ":.containerstate/mtree")).Split('\n').Where(line => line[0] == '.'))
        {
            var words = line.Split(' ');
            var path = words[0] == "." ? "" : words[0][2..];
            var entry = result.GetValueOrDefault(path) ?? (words[1] == "type=dir" ? new('d', 493, 0, 0, 0, "") : throw new InvalidDataException(line));
            foreach (var word in words[1..].Select(word => word.Split('=')))
            {
                entry = word[0] switch
                {
                    "mode" => entry with { Mode = Convert.ToInt32(word[1], 8) },
                    "uid" => entry with { UserId = int.Parse(word[1], CultureInfo.InvariantCulture) },
                    "gid" => entry with { GroupId = int.Parse(word[1], CultureInfo.InvariantCulture) },
                    _ => entry,
                };
            }
            result[path] = entry;
        }
        return result;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static int ModeOf(string text)
    {
        var mode = 0;
        for (var i = 1; i < 10; i++)
        {
            mode = (mode << 1) | (text[i] is '-' or 'S' or 'T' ? 0 : 1);
        }
        return mode | (text[3] is 's' or 'S' ? 2048 : 0) | (text[6] is 's' or 'S' ? 1024 : 0) | (text[9] is 't' or 'T' ? 512 : 0);
    }

    [GeneratedRegex(@"^(?<mode>\S{10}) (?<uid>\d+)/(?<gid>\d+) +(?<size>\d+) (?<time>\S+ \S+) squashfs-root(?<path>(/.*)?)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
