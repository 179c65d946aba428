using System.Text.Json.Nodes;
using ContainerState.Errors;

namespace ContainerState.Definitions;

/// <summary>Reads components/NAME.yaml.</summary>
internal static class ComponentFile
{
    /// <summary>The folder of the components' files in a repository.</summary>
    public const string Folder = "components";

    /// <summary>The name of the component that rootfs/ is; no file may have it.</summary>
    public const string RootfsName = "rootfs";

    // One argument of a program has at most 128 KiB.
    private const int LongestBuild = 30_000;

    private static readonly MappingRule<BuildLimits> Limits = new MappingRule<BuildLimits>(() => new())
        .Key("memory", new SizeRule(), (limits, value) => limits with { MemoryBytes = value }, "Memory, including all that it writes: its files are in memory until it ends.", orElse: SizeRule.Text(new BuildLimits().MemoryBytes))
        .Key("processes", new IntegerRule(1, 1_000_000), (limits, value) => limits with { Processes = value }, "Processes and threads.", orElse: new BuildLimits().Processes)
        .Key("scratch", new SizeRule(), (limits, value) => limits with { ScratchBytes = value }, "How much it may write in total: changes to its source, temporary files and the output.", orElse: SizeRule.Text(new BuildLimits().ScratchBytes))
        .Key("minutes", new IntegerRule(1, 100_000), (limits, value) => limits with { Minutes = value }, "Its time limit, in minutes.", orElse: new BuildLimits().Minutes);

    private static readonly ListRule<string> Patterns = new(DefinitionRules.PathPattern);

    private static readonly MappingRule<KeptFiles> Kept = new MappingRule<KeptFiles>(() => new(null, []))
        .Key("files", Patterns, (kept, value) => kept with { Files = value }, "The same as the list: which of its files go on the server.", absent: "all that its build makes; nothing of a source without a build")
        .Key("libraries-of", Patterns, (kept, value) => kept with { LibrariesOf = value },
            "Programs on the server, by their paths there, as patterns. Their interpreter and the libraries that they need, which are not on the server yet, are taken out of the toolchain; without a build, out of the source.",
            orElse: new JsonArray(), example: new JsonArray("usr/bin/redis-server"));

    private static readonly MappingRule<ComponentDefinition> Top = new MappingRule<ComponentDefinition>(() => new("") { Source = "" })
    {
        Finish = Check,
        Dependent = [("build", "toolchain"), ("toolchain", "build"), ("needs", "build"), ("limits", "build")],
    }
        .Key("source", DefinitionRules.RepositoryPath, (component, value) => component with { Source = value },
            "Where its files are: a path in this repository, which may lead into a dependency.", required: "Add 'source: deps/NAME'.", example: "deps/hello")
        .Key("build", new TextRule(
            build => build.Trim().Length == 0 || build.Length > LongestBuild || build.Contains('\0') ? $"it is empty, longer than {LongestBuild} characters, or holds a zero byte" : null,
            "Put long steps into a script of the source, and call that.",
            () => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = LongestBuild }), (component, value) => component with { Build = value },
            "How it is built: shell commands, run in the toolchain without a network. The working directory is the source. What they put into $OUT is the component's output.",
            absent: "its files are placed as they are", example: "make -j$JOBS && make install DESTDIR=$OUT")
        .Key("toolchain", DefinitionRules.RepositoryPath, (component, value) => component with { Toolchain = value },
            "The root filesystem that the build runs in: a path in this repository. Required with `build`.", example: "deps/toolchain")
        .Key("needs", new ListRule<string>(DefinitionRules.PartName), (component, value) => component with { Needs = value },
            "Components that are overlaid on the toolchain for the build: the whole output of those with a `build`, at /; the files of others as they land on the server, by their `to` and `keep`.", orElse: new JsonArray(), example: new JsonArray("zlib"))
        .Key("limits", Limits, (component, value) => component with { Limits = value }, "The most that the build may use.", absent: "see below", example: new JsonObject { ["memory"] = "2GiB", ["scratch"] = "1GiB", ["minutes"] = 10 })
        .Key("setuid", new ListRule<string>(DefinitionRules.PathPattern), (component, value) => component with { SetUserId = value },
            "Which files may be set-user-id or set-group-id, or have a file capability by .containerstate/mtree: patterns as in `keep`, of the source or of the output of its build. Imports do not need it.",
            orElse: new JsonArray(), example: new JsonArray("usr/bin/su"))
        .Key("to", DefinitionRules.ServerPath, (component, value) => component with { To = value },
            "Where its files go on the server: an absolute path.", orElse: "/", example: "/srv/www")
        .Key("keep", new ListOrMappingRule<KeptFiles>(Patterns, Kept, files => new(files, [])), (component, value) => component with
            {
                Keep = value.Files ?? [],
                IsPlaced = value.Files is null ? component.Build is not null : value.Files.Count > 0,
                LibrariesOf = value.LibrariesOf,
            },
            "Which of its files go on the server: path patterns, with `*` for part of a name and `**` across folders. None if the list is empty. A mapping can name libraries as well.", absent: "all", example: new JsonArray("usr/bin/**"))
        .Key("overrides", new ListRule<string>(DefinitionRules.PartName), (component, value) => component with { Overrides = value },
            "Components whose files this one may replace if both write to the same path.", orElse: new JsonArray(), example: new JsonArray("base"));

    private sealed record KeptFiles(IReadOnlyList<string>? Files, IReadOnlyList<string> LibrariesOf);

    /// <summary>Reads a file's text.</summary>
    /// <param name="name">The component's name.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="StateFileException">It has a mistake: the error names line, key and remedy.</exception>
    public static ComponentDefinition Parse(string name, string text)
    {
        var file = $"{Folder}/{name}.yaml";
        return StateNames.IsPartName(name) && name != RootfsName
            ? Top.Read(new YamlReader(file, YamlFile.Parse(text, file))) with { Name = name }
            : throw new StateFileException(file, 0, "", $"{Quoted.Text(name)} cannot be a component's name", $"Rename the file; use {StateNames.PartRule}, and not {RootfsName}.");
    }

    /// <summary>What a file may say, as JSON Schema: docs/component.schema.json.</summary>
    public static JsonObject Schema() => DefinitionSchema.Of(
        "component", $"{Folder}/<name>.yaml", "One component of a server: where its files come from, how they are built, and where they go.", Top.Schema());

    /// <summary>The rows of the reference.</summary>
    internal static IEnumerable<ReferenceRow> Rows() => Top.Rows("");

    // What a file says of a build is of no use without one.
    private static ComponentDefinition Check(ComponentDefinition component, YamlReader top)
    {
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
        return component with { SourceLine = top.LineOf("source"), ToolchainLine = top.Has("toolchain") ? top.LineOf("toolchain") : 0 };
    }

    /// <summary>The text of a file for a dependency that is placed as it is.</summary>
    /// <param name="source">Where its files are.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="keep">Which of them, as globs; all when null, none when empty.</param>
    public static string Write(string source, string to, IReadOnlyList<string>? keep)
    {
        var text = $"source: {Scalar(source)}\nto: {Scalar(to)}\n";
        return keep is null ? text : keep.Count == 0 ? text + "keep: []\n" : text + "keep:\n" + string.Concat(keep.Select(glob => $"  - {Scalar(glob)}\n"));
    }

    // Single quotes hold anything but line ends, which paths and globs here never have; plain words need none.
    internal static string Scalar(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') && !char.IsAsciiDigit(text[0]) && text[0] != '-' && text != "null"
            ? text
            : "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
