using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>Looks whether programs can start on the server: whether their interpreters and libraries are on it.</summary>
/// <remarks>
/// Of init, and of what build steps and the repository's own files bring. What an import brings is not looked at by itself:
/// a distribution has its own ways to find out, and files that nobody starts.
/// </remarks>
internal sealed class ProgramCheck(GitStore store, ServerTree made)
{
    private const int MostWarnings = 10;
    private const int MostNamed = 5;
    private const int LongestScript = 1 << 20;

    private readonly FileTree _server = new(store, made.Layout.Files);
    private readonly Dictionary<string, FileTree> _toolchains = new(StringComparer.Ordinal);

    /// <summary>What the user should know, each in one line.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var needs = new ProgramNeeds(made.Programs, _server);
        var warnings = new List<string>();
        var init = made.Layout.Definition.Init[0];
        var start = _server.Resolve(init);
        var interpreter = start is null ? null : InterpreterOf(start);
        if (interpreter is not null && _server.Resolve(interpreter) is null)
        {
            warnings.Add($"init: {init} is a script for {Quoted.Text(interpreter)[1..^1]}, which is not in the image; the server will not start.");
        }
        var starts = new[] { start, interpreter is null ? null : _server.Resolve(interpreter) }.OfType<string>();

        // One line for files of one component that lack the same, since one remedy is for all of them.
        var lacking = starts.Concat(Candidates()).Distinct(StringComparer.Ordinal)
            .Select(path => (Path: path, Missing: needs.MissingOf(path)))
            .Where(program => program.Missing.Count > 0)
            .GroupBy(program => (Owner: made.OwnerOf(program.Path) ?? "", Missing: string.Join('\0', program.Missing)))
            .ToList();
        foreach (var group in lacking.Take(MostWarnings))
        {
            warnings.Add(Text(needs, group.Key.Owner, [.. group.Select(program => program.Path)], group.First().Missing));
        }
        if (lacking.Count > MostWarnings)
        {
            warnings.Add($"{lacking.Skip(MostWarnings).Sum(group => group.Count())} more files need what is not in the image.");
        }
        return warnings;
    }

    private IEnumerable<string> Candidates()
    {
        var looked = made.Components.Where(component => !component.IsImport).Select(component => component.Component.Name).ToHashSet(StringComparer.Ordinal);
        return made.Placed.Where(placed => looked.Contains(placed.Component))
            .SelectMany(placed => ImageLayout.Programs(store, placed.Tree)
                .Where(file => file.Item.Kind is TreeItemKind.File or TreeItemKind.Executable)
                .Select(file => placed.Prefix.Length == 0 ? file.Path : $"{placed.Prefix}/{file.Path}")
                .Where(path => made.OwnerOf(path) == placed.Component))
            .Order(StringComparer.Ordinal);
    }

    private string? InterpreterOf(string path)
    {
        var blob = _server.BlobOf(path);
        if (made.Programs.Of(blob) is not null || store.BlobSize(blob) > LongestScript)
        {
            return null;
        }
        var line = System.Text.Encoding.UTF8.GetString(store.ReadBlob(blob)).Split('\n')[0];
        return line.StartsWith("#!", StringComparison.Ordinal) && line[2..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var interpreter, ..] ? interpreter : null;
    }

    private string Text(ProgramNeeds needs, string owner, IReadOnlyList<string> programs, IReadOnlyList<string> missing)
    {
        var named = string.Join(", ", programs.Take(MostNamed).Select(path => "/" + path)) + (programs.Count > MostNamed ? $" and {programs.Count - MostNamed} more" : "");
        var (need, cannot) = programs.Count == 1 ? ("needs", "it") : ("need", "they");
        return $"{named} {need} {string.Join(", ", missing)}, which {(missing.Count == 1 ? "is" : "are")} not in the image; {cannot} will not start."
            + (Remedy(needs, owner, programs, missing) is { } remedy ? " " + remedy : "");
    }

    // The toolchain that made it is asked first.
    private string? Remedy(ProgramNeeds needs, string owner, IReadOnlyList<string> programs, IReadOnlyList<string> missing)
    {
        var machine = made.Programs.Of(_server.BlobOf(_server.Resolve(programs[0])!))!.Machine;
        foreach (var planned in made.Components.Where(component => component.Toolchain is not null).OrderBy(component => component.Component.Name == owner ? 0 : 1))
        {
            if (!_toolchains.TryGetValue(planned.Toolchain!, out var toolchain))
            {
                _toolchains[planned.Toolchain!] = toolchain = Libraries.Toolchain(store, planned.Toolchain!, planned.Component.Name);
            }
            var has = missing.Where(name => needs.Find(toolchain, name, machine) is not null).ToList();
            if (has.Count > 0)
            {
                var what = has.Count == missing.Count ? has.Count == 1 ? "it" : "them" : string.Join(", ", has);
                return planned.Component.Name == owner
                    ? $"{planned.Component.Toolchain} has {what}: write '{Line(planned.Component, programs)}' into {planned.Component.File}."
                    : $"{planned.Component.Toolchain} has {what}: add a component with 'source: {planned.Component.Toolchain}' and 'keep: {{libraries-of: {List(programs)}}}'.";
            }
        }
        return null;
    }

    private static string Line(ComponentDefinition component, IReadOnlyList<string> programs)
    {
        var of = List([.. component.LibrariesOf, .. programs]);
        return component.Keep.Count == 0 ? $"keep: {{libraries-of: {of}}}" : $"keep: {{files: {List(component.Keep)}, libraries-of: {of}}}";
    }

    private static string List(IEnumerable<string> paths) => $"[{string.Join(", ", paths.Select(ComponentFile.Scalar))}]";
}
