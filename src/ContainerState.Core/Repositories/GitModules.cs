using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Repositories;

/// <summary>Reads .gitmodules out of a commit.</summary>
internal static partial class GitModules
{
    private const long MostBytes = 16 << 20;

    /// <summary>The file's path.</summary>
    public const string Path = ".gitmodules";

    /// <summary>The submodules that a tree's .gitmodules names, in the order of the file.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="tree">The commit's tree.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StateFileException">It is not in git's format, or too large.</exception>
    /// <exception cref="UnsafeTreeException">
    /// A name or path that would leave its folder (CVE-2018-11235, CVE-2025-48384), or two that share one.
    /// </exception>
    public static async Task<IReadOnlyList<SubmoduleEntry>> ReadAsync(GitStore store, string tree, CancellationToken cancel = default)
    {
        if (store.Find(tree, Path) is not { } file)
        {
            return [];
        }
        if (file.Kind is not (TreeItemKind.File or TreeItemKind.Executable))
        {
            throw new UnsafeTreeException(store.GitDirectory, Path, "it is not a file");
        }
        if (store.BlobSize(file.Id) > MostBytes)
        {
            throw new StateFileException(Path, 0, "", "the file is larger than 16 MiB", "Take submodules out that no component needs.");
        }
        // git's own reader: its configuration format has more corners than one thinks.
        var content = store.ReadBlob(file.Id);
        var read = await GitProgram.TryRunAsync(
            null, ["config", "--file", "-", "--null", "--list"], input: async (stream, token) => await stream.WriteAsync(content, token), cancel: cancel);
        if (read.ExitCode != 0)
        {
            throw BadLine().Match(read.Error) is { Success: true } bad
                ? new StateFileException(
                    Path, int.Parse(bad.Groups["line"].ValueSpan, CultureInfo.InvariantCulture), "", "git cannot read it",
                    "Each submodule is a line [submodule \"NAME\"], and below it 'path = ' and 'url = '.")
                : ProgramRunner.Failed(read);
        }
        var text = read.Output;
        var values = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var item in text.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = item.Split('\n', 2) is [var k, var v] ? (k, v) : (item, "");
            var last = key.LastIndexOf('.');
            if (key.StartsWith("submodule.", StringComparison.Ordinal) && last > "submodule.".Length)
            {
                var name = key["submodule.".Length..last];
                if (!values.TryGetValue(name, out var entry))
                {
                    values[name] = entry = [];
                }
                entry[key[(last + 1)..]] = value;
            }
        }
        var result = new List<SubmoduleEntry>();
        foreach (var (name, entry) in values)
        {
            if (entry.TryGetValue("path", out var path) && entry.TryGetValue("url", out var url))
            {
                Check(store, "submodule name", name);
                Check(store, "submodule path", path);
                result.Add(new SubmoduleEntry(name, path, url)
                {
                    Branch = entry.GetValueOrDefault(SubmoduleEntry.BranchKey, ""),
                    Tags = entry.GetValueOrDefault(SubmoduleEntry.TagsKey, ""),
                    IsFixed = entry.GetValueOrDefault(SubmoduleEntry.FixedKey) == "true",
                    IsShallow = entry.GetValueOrDefault("shallow") == "true",
                });
            }
        }
        foreach (var shared in result.GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            throw new UnsafeTreeException(store.GitDirectory, shared.Key, "two submodules share one Git directory");
        }
        // git has a submodule's own submodules below its Git directory, so one in another would write into it.
        foreach (var inside in result.Where(entry => result.Exists(other => entry.Name.StartsWith(other.Name + "/", StringComparison.OrdinalIgnoreCase))))
        {
            throw new UnsafeTreeException(store.GitDirectory, inside.Name, "the submodule's Git directory is inside another one's");
        }
        return result;
    }

    [GeneratedRegex(@"bad config line (?<line>\d{1,9})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BadLine();

    private static void Check(GitStore store, string kind, string value)
    {
        if (StateNames.RepositoryPathFault(value) is not null || value.StartsWith('-')
            || value.Split('/').Any(part => EntryName.Fault(part) is not null))
        {
            throw new UnsafeTreeException(store.GitDirectory, value, $"a {kind} must stay below its folder and hold no control characters");
        }
    }
}
