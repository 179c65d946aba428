using ContainerState.Errors;

namespace ContainerState.StateRepos;

/// <summary>Reads components/NAME.yaml.</summary>
/// <remarks>The same rules are published as JSON Schema in docs/component.schema.json.</remarks>
public static class ComponentFile
{
    /// <summary>The folder of the components' files in a repository.</summary>
    public const string Folder = "components";

    /// <summary>The name of the component that rootfs/ is; no file may have it.</summary>
    public const string RootfsName = "rootfs";

    // One argument of a program has at most 128 KiB.
    private const int LongestBuild = 30_000;

    /// <summary>Reads a file's text.</summary>
    /// <param name="name">The component's name.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="StateFileException">It has a mistake: the error names line, key and remedy.</exception>
    public static ComponentDefinition Parse(string name, string text)
    {
        var file = $"{Folder}/{name}.yaml";
        if (!StateNames.IsPartName(name) || name == RootfsName)
        {
            throw new StateFileException(file, 0, "", $"{Quoted.Text(name)} cannot be a component's name", $"Rename the file; use {StateNames.PartRule}, and not {RootfsName}.");
        }
        var top = new YamlReader(file, YamlFile.Parse(text, file));
        var keep = top.TextList("keep");
        var component = new ComponentDefinition(name)
        {
            Source = RepositoryPath(top, "source") ?? throw top.Fault("source", "the key is missing", $"Add 'source: deps/{name}'."),
            SourceLine = top.LineOf("source"),
            Build = top.Text("build"),
            Toolchain = RepositoryPath(top, "toolchain"),
            ToolchainLine = top.Has("toolchain") ? top.LineOf("toolchain") : 0,
            Needs = Names(top, "needs"),
            Limits = Limits(top),
            SetUserId = Globs(top, "setuid", top.TextList("setuid") ?? []),
            To = top.Text("to") ?? "/",
            Keep = Globs(top, "keep", keep ?? []),
            IsPlaced = keep is not { Count: 0 },
            Overrides = Names(top, "overrides"),
        };
        top.Done();
        if (StateNames.ServerPathFault(component.To) is { } fault)
        {
            throw top.Fault("to", $"{Quoted.Text(component.To)} is not a path on the server: {fault}", "Write an absolute path, such as /srv/www.");
        }
        if (component.Build is not null && component.Toolchain is null)
        {
            throw top.Fault("build", "there is a build and no toolchain", "Add 'toolchain: deps/toolchain'.");
        }
        foreach (var key in (string[])["toolchain", "needs", "limits"])
        {
            if (component.Build is null && top.Has(key))
            {
                throw top.Fault(key, "there is no build that it could be for", "Add 'build:', or take the key away.");
            }
        }
        if (component.Build is { } build && (build.Trim().Length == 0 || build.Length > LongestBuild || build.Contains('\0')))
        {
            throw top.Fault("build", $"it is empty, longer than {LongestBuild} characters, or holds a zero byte", "Put long steps into a script of the source, and call that.");
        }
        return component;
    }

    private static BuildLimits Limits(YamlReader top)
    {
        var limits = new BuildLimits();
        if (top.Map("limits") is { } map)
        {
            limits = new(
                map.Size("memory") ?? limits.MemoryBytes,
                map.Integer("processes", 1, 1_000_000) ?? limits.Processes,
                map.Size("scratch") ?? limits.ScratchBytes,
                map.Integer("minutes", 1, 100_000) ?? limits.Minutes);
            map.Done();
        }
        return limits;
    }

    private static List<string> Globs(YamlReader top, string key, List<string> globs)
    {
        foreach (var glob in globs)
        {
            if (glob.StartsWith('/') || glob.Length == 0 || glob.Split('/').Any(part => part is "" or "." or ".."))
            {
                throw top.Fault(key, $"{Quoted.Text(glob)} is not a pattern of paths below the source", "Write it as 'usr/bin/**', without a slash in front.");
            }
        }
        return globs;
    }

    /// <summary>The text of a file for a dependency that is placed as it is.</summary>
    public static string Write(string source, string to, IReadOnlyList<string> keep)
    {
        var text = $"source: {Scalar(source)}\nto: {Scalar(to)}\n";
        return keep.Count == 0 ? text : text + "keep:\n" + string.Concat(keep.Select(glob => $"  - {Scalar(glob)}\n"));
    }

    // Single quotes hold anything but line ends, which paths and globs here never have; plain words need none.
    internal static string Scalar(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') && !char.IsAsciiDigit(text[0]) && text[0] != '-' && text != "null"
            ? text
            : "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string? RepositoryPath(YamlReader top, string key)
    {
        var path = top.Text(key);
        return path is null || StateNames.RepositoryPathFault(path) is not { } fault
            ? path
            : throw top.Fault(key, $"{Quoted.Text(path)} is refused: {fault}", "Write a path in the repository, such as deps/hello.");
    }

    private static List<string> Names(YamlReader top, string key)
    {
        var names = top.TextList(key) ?? [];
        return names.Find(name => !StateNames.IsPartName(name)) is { } bad
            ? throw top.Fault(key, $"{Quoted.Text(bad)} cannot be a component's name", $"Name components by their file, without .yaml.")
            : names;
    }
}
