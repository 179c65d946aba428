using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>A dependency in a checkout next to the state repository, pinned in a tracked file deps/NAME.yaml.</summary>
/// <param name="Name">Its name; the checkout is the folder of that name next to the state repository.</param>
/// <param name="Url">Its URL.</param>
/// <param name="Commit">The commit it is pinned to.</param>
/// <param name="Ref">The branch that it follows, the tag or the commit it was pinned to, or empty for the remote's HEAD.</param>
internal sealed record SiblingPin(string Name, string Url, string Commit, string Ref)
{
    private const string Suffix = ".yaml";

    /// <summary>The pattern of the tags that it follows; empty when it follows none.</summary>
    public string Tags { get; init; } = "";

    /// <summary>The path of the file of a dependency of that name.</summary>
    public static string FileOf(string name) => StateNames.DependencyPath(name) + Suffix;

    /// <summary>The name of the dependency that a path pins; null when it is not such a file.</summary>
    public static string? NameOf(string path) =>
        path.StartsWith(StateNames.DependencyFolder, StringComparison.Ordinal) && path.EndsWith(Suffix, StringComparison.Ordinal)
            ? path[StateNames.DependencyFolder.Length..^Suffix.Length] : null;

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="StateFileException">It has a mistake.</exception>
    public static SiblingPin Parse(string name, string text)
    {
        var file = FileOf(name);
        if (!StateNames.IsPartName(name))
        {
            throw new StateFileException(file, 0, "", $"{Quoted.Text(name)} cannot be a dependency's name", $"Rename the file; use {StateNames.PartRule}.");
        }
        var top = new YamlReader(file, YamlFile.Parse(text, file));
        var pin = new SiblingPin(
            name,
            top.RequireText("url", "Add 'url: https://…'."),
            top.RequireText("commit", "Add 'commit:' with 40 hexadecimal digits."),
            top.Text("ref") ?? "")
        {
            Tags = top.Text("tags") ?? "",
        };
        top.Done();
        if (!CommitId.IsWhole(pin.Commit))
        {
            throw top.Fault("commit", "it is not a commit's id", "Write 40 hexadecimal digits.");
        }
        try
        {
            _ = GitUrl.Require(pin.Url);
        }
        catch (UnsafeUrlException refused)
        {
            throw top.Fault("url", refused.Problem.TrimEnd('.'), refused.Remedy);
        }
        return pin;
    }

    /// <summary>The file's text.</summary>
    public string Write() =>
        $"# A checkout next to this repository, at ../{Name}, pinned here.\nurl: {ComponentFile.Scalar(Url)}\ncommit: '{Commit}'\n"
        + (Ref.Length == 0 ? "" : $"ref: {ComponentFile.Scalar(Ref)}\n")
        + (Tags.Length == 0 ? "" : $"tags: {ComponentFile.Scalar(Tags)}\n");
}
