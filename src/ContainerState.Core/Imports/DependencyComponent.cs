using ContainerState.Definitions;
using ContainerState.Git;

namespace ContainerState.Imports;

/// <summary>The component of a dependency's name: the file that adding one writes, and whose it is by now.</summary>
internal static class DependencyComponent
{
    /// <summary>The file's path in the repository.</summary>
    public static string FileOf(string name) => $"{ComponentFile.Folder}/{name}.yaml";

    /// <summary>How the message of a commit begins that adds a dependency.</summary>
    public static string AddTitle(string name) => $"Add dependency {name}";

    /// <summary>True when the file is there and nobody but us wrote it: so it may go with the dependency.</summary>
    /// <remarks>The form alone would not tell, since users write the same form by hand; the commit that wrote it does.</remarks>
    public static async Task<bool> IsOursAsync(GitStore store, string name, CancellationToken cancel)
    {
        var path = FileOf(name);
        if (store.Head is not { } head || store.ReadText(store.TreeOf(head), path) is not { } text)
        {
            return false;
        }
        var written = await GitProgram.TextAsync(store.WorkTree ?? store.GitDirectory, ["rev-list", "--max-count=1", head, "--", path], cancel);
        return written.Length > 0
            && store.MessageOf(written).Split('\n')[0] == AddTitle(name)
            && ComponentFile.Parse(name, text) is var component
            && component.Source == StateNames.DependencyPath(name)
            && text == ComponentFile.Write(component.Source, component.To, component.IsPlaced && component.Keep.Count == 0 ? null : component.Keep)
            && (store.WorkTree is not { } work || !File.Exists(Path.Combine(work, path)) || await File.ReadAllTextAsync(Path.Combine(work, path), cancel) == text);
    }

    /// <summary>True when a component takes files or its toolchain from a dependency.</summary>
    public static bool Uses(ComponentDefinition component, string name) =>
        new[] { component.Source, component.Toolchain }.Any(path => path is not null && (path + "/").StartsWith(StateNames.DependencyPath(name) + "/", StringComparison.Ordinal));

    /// <summary>What whoever removes a dependency should know of the components that stay.</summary>
    public static IReadOnlyList<string> RemovalWarnings(IEnumerable<ComponentDefinition> staying, string name)
    {
        var path = StateNames.DependencyPath(name);
        return [.. staying.Where(component => component.Name == name || Uses(component, name)).Select(component =>
            (component.Name == name ? $"{component.File} stays, because it is not as dependency add wrote it." : $"{component.File} stays.")
            + (Uses(component, name) ? $" It still names {path}: add that again, or change or remove the file before the next build." : ""))];
    }

    /// <summary>What whoever removes a dependency should know of the folder that it was checked out in.</summary>
    public static string CheckoutWarning(string name) =>
        $"The folder {StateNames.DependencyPath(name)} stays, because files are checked out in it. Remove it when you need nothing in it.";

    /// <summary>What whoever adds a dependency should know when its component was there before.</summary>
    public static string StaysWarning(string name) => $"{FileOf(name)} was there already, and stays as it is.";
}
