using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>Edits .gitmodules with git's own editor, which leaves comments and other entries as they are.</summary>
internal static class GitModulesEditor
{
    /// <summary>HEAD's file, changed.</summary>
    /// <param name="store">The state repository.</param>
    /// <param name="work">A scratch folder.</param>
    /// <param name="edits">The changes.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What a commit changes: nothing, or the file.</returns>
    public static async Task<IReadOnlyList<StateChange>> EditAsync(GitStore store, WorkFolder work, IReadOnlyList<ModuleEdit> edits, CancellationToken cancel)
    {
        if (edits.Count == 0)
        {
            return [];
        }
        var file = Path.Combine(work.Path, "gitmodules");
        var item = store.Find(store.TreeOf(store.Head!), GitModules.Path);
        var before = item is null ? [] : store.ReadBlob(item.Id);
        await File.WriteAllBytesAsync(file, before, cancel);
        foreach (var (name, key, value) in edits)
        {
            string[] change = key is null ? ["--remove-section", "submodule." + name]
                : value is null ? ["--unset-all", $"submodule.{name}.{key}"]
                : [$"submodule.{name}.{key}", value];
            await GitProgram.TextAsync(null, ["config", "--file", file, .. change], cancel);
        }
        var content = await File.ReadAllBytesAsync(file, cancel);
        return content.AsSpan().SequenceEqual(before) ? []
            : content.Length == 0 ? [StateChange.Remove(GitModules.Path)]
            : [new StateChange(GitModules.Path, content, null)];
    }
}
