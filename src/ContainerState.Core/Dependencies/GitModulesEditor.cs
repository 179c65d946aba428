using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.StateRepos;

namespace ContainerState.Dependencies;

/// <summary>Edits .gitmodules with git's own editor, which leaves comments and other entries as they are.</summary>
internal static class GitModulesEditor
{
    /// <summary>The file with one submodule more.</summary>
    public static async Task<StateChange> AddAsync(
        GitStore store, WorkFolder work, string name, string path, string url, IReadOnlyList<(string Key, string Value)> more, CancellationToken cancel)
    {
        var file = await CopyAsync(store, work, cancel).ConfigureAwait(false);
        foreach (var (key, value) in (IEnumerable<(string, string)>)[("path", path), ("url", url), .. more])
        {
            await GitProgram.TextAsync(null, ["config", "--file", file, $"submodule.{name}.{key}", value], cancel).ConfigureAwait(false);
        }
        return new StateChange(GitModules.Path, await File.ReadAllBytesAsync(file, cancel).ConfigureAwait(false), null);
    }

    /// <summary>The file without the submodule at a path.</summary>
    public static async Task<StateChange> RemoveAsync(GitStore store, string tree, WorkFolder work, string path)
    {
        var file = await CopyAsync(store, work, CancellationToken.None).ConfigureAwait(false);
        foreach (var entry in (await GitModules.ReadAsync(store, tree).ConfigureAwait(false)).Where(entry => entry.Path == path))
        {
            await GitProgram.TextAsync(null, ["config", "--file", file, "--remove-section", "submodule." + entry.Name]).ConfigureAwait(false);
        }
        var content = await File.ReadAllBytesAsync(file).ConfigureAwait(false);
        return content.Length == 0 ? StateChange.Remove(GitModules.Path) : new StateChange(GitModules.Path, content, null);
    }

    private static async Task<string> CopyAsync(GitStore store, WorkFolder work, CancellationToken cancel)
    {
        var file = Path.Combine(work.Path, "gitmodules");
        var item = store.Find(store.TreeOf(store.Head!), GitModules.Path);
        await File.WriteAllBytesAsync(file, item is null ? [] : store.ReadBlob(item.Id), cancel).ConfigureAwait(false);
        return file;
    }
}
