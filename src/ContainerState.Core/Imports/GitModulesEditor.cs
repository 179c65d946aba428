using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>Edits .gitmodules with git's own editor, which leaves comments and other entries as they are.</summary>
internal static class GitModulesEditor
{
    /// <summary>The file with one submodule more.</summary>
    /// <param name="store">The state repository.</param>
    /// <param name="work">A scratch folder.</param>
    /// <param name="name">The submodule's name.</param>
    /// <param name="path">Its path.</param>
    /// <param name="url">Its URL.</param>
    /// <param name="more">More keys and their values.</param>
    /// <param name="onto">The file as it is changed already; HEAD's when null.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<StateChange> AddAsync(
        GitStore store, WorkFolder work, string name, string path, string url, IReadOnlyList<(string Key, string Value)> more, StateChange? onto, CancellationToken cancel)
    {
        var file = await CopyAsync(store, work, onto, cancel);
        foreach (var (key, value) in (IEnumerable<(string, string)>)[("path", path), ("url", url), .. more])
        {
            await GitProgram.TextAsync(null, ["config", "--file", file, $"submodule.{name}.{key}", value], cancel);
        }
        return new StateChange(GitModules.Path, await File.ReadAllBytesAsync(file, cancel), null);
    }

    /// <summary>The file without the submodules at some paths.</summary>
    public static async Task<StateChange> RemoveAsync(GitStore store, string tree, WorkFolder work, IReadOnlyList<string> paths)
    {
        var file = await CopyAsync(store, work, onto: null, CancellationToken.None);
        foreach (var entry in (await GitModules.ReadAsync(store, tree)).Where(entry => paths.Contains(entry.Path, StringComparer.Ordinal)))
        {
            await GitProgram.TextAsync(null, ["config", "--file", file, "--remove-section", "submodule." + entry.Name]);
        }
        var content = await File.ReadAllBytesAsync(file);
        return content.Length == 0 ? StateChange.Remove(GitModules.Path) : new StateChange(GitModules.Path, content, null);
    }

    private static async Task<string> CopyAsync(GitStore store, WorkFolder work, StateChange? onto, CancellationToken cancel)
    {
        var file = Path.Combine(work.Path, "gitmodules");
        var item = store.Find(store.TreeOf(store.Head!), GitModules.Path);
        await File.WriteAllBytesAsync(file, onto?.Content ?? (item is null ? [] : store.ReadBlob(item.Id)), cancel);
        return file;
    }
}
