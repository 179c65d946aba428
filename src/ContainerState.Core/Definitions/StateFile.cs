using System.Text.Json.Nodes;
using ContainerState.Errors;

namespace ContainerState.Definitions;

/// <summary>Reads state.yaml.</summary>
internal static class StateFile
{
    /// <summary>The file's path in a repository.</summary>
    public const string Path = "state.yaml";

    private static readonly MappingRule<WritablePath> Writable = new MappingRule<WritablePath>(() => new("", WritablePath.DefaultBytes, NoMode)) { Finish = (path, _) => WithMode(path) }
        .Key("path", DefinitionRules.WritablePath, (path, value) => path with { Path = value }, "The folder.", required: "Add 'path: /run'.")
        .Key("size", new SizeRule(), (path, value) => path with { SizeBytes = value }, "Its size limit. What it holds counts against the server's memory.", orElse: SizeRule.Text(WritablePath.DefaultBytes))
        .Key("mode", new ModeRule(), (path, value) => path with { Bits = value, ModeIsGiven = true }, "Its mode in octal digits, in quotes.", absent: "`1777` for /tmp, /var/tmp and /dev/shm, else that of the image's folder", example: "0700")
        .Key("owner", DefinitionRules.User, (path, value) => path with { Owner = value }, "Whom it belongs to: a name of the image's /etc/passwd, or a number.", absent: "`user`, else the owner of the image's folder; root for /tmp, /var/tmp and /dev/shm", example: "postgres")
        .Key("copy", new TruthRule(), (path, value) => path with { Copy = value }, "True when it begins with the files and links that the image has there, with their owners, modes and times. They take up its `size` and the server's memory. False for the folders alone.", orElse: false);

    private static readonly MappingRule<ServerLimits> Limits = new MappingRule<ServerLimits>(() => new())
        .Key("memory", new SizeRule(), (limits, value) => limits with { MemoryBytes = value }, "Memory, including what its tmpfs hold.", orElse: SizeRule.Text(new ServerLimits().MemoryBytes))
        .Key("cpus", new NumberRule(0.01, 1024), (limits, value) => limits with { Cpus = value }, "Processors, fractions allowed. Copying the console may use as much again, but at most a quarter of a processor.", absent: "no limit")
        .Key("processes", new IntegerRule(1, 1_000_000), (limits, value) => limits with { Processes = value }, "Processes and threads.", orElse: new ServerLimits().Processes)
        .Key("openFiles", new IntegerRule(64, 1_000_000), (limits, value) => limits with { OpenFiles = value == ServerLimits.DefaultOpenFiles ? 0 : value }, "Descriptors that each process may have open.", orElse: ServerLimits.DefaultOpenFiles)
        .Key("diskRead", new SizeRule(), (limits, value) => limits with { DiskReadBytes = value }, "How much it may read from each layer of its image per second. It writes to no disk.", absent: "no limit");

    private static readonly MappingRule<ServerSeccomp> Seccomp = new MappingRule<ServerSeccomp>(() => new([]))
        .Key("architectures", new ChoiceRule(["native", "all"], "Write 'native', or 'all' for programs of 32 bits as well."), (calls, value) => calls with { AllArchitectures = value == "all" },
            "`native`: programs of the processor's native architecture. `all`: programs of every architecture that it supports, such as 32-bit programs; this costs time at each start.", orElse: "native")
        .Key("netlink", new ChoiceRule(["route", "none"], "Write 'route', or 'none' where no program looks at network devices."), (calls, value) => calls with { NoNetlink = value == "none" },
            "`route`: the netlink sockets with which programs look at network devices and addresses. `none`: no netlink sockets, because no limit counts the memory that they use.", orElse: "route")
        .Key("allow", new ListRule<string>(new ChoiceRule([.. SystemCalls.Addable], $"Known here: {string.Join(", ", SystemCalls.Addable)}.", CallFault), SystemCalls.Addable.Count),
            (calls, value) => calls with { Allow = [.. value.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] },
            "System calls to allow in addition to those that all servers have. Mounts, modules, clocks and new namespaces cannot be allowed.", orElse: new JsonArray(), example: new JsonArray("io_uring_setup", "io_uring_enter", "io_uring_register"));

    private static readonly MappingRule<LogDefinition> Log = new MappingRule<LogDefinition>(() => new() { Server = "" }) { Finish = CheckLog }
        .Key("server", new TextRule(
            url => LogTarget.TryParse(url) is null ? $"{Quoted.Text(url)} is not a log server" : null,
            $"Write {LogTarget.Rule}.",
            () => DefinitionRules.Text(@"^(syslog\+(tls|tcp|udp)|relp(\+tls)?)://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$")),
            (log, value) => log with { Server = value },
            "The log server's URL: protocol, host, and a port if it is not the usual one.", required: "Add 'server: syslog+tls://logs.example.org:6514'.", example: "syslog+tls://logs.example.org:6514")
        .Key("ca", DefinitionRules.ServerPath, (log, value) => log with { Authorities = value },
            "A PEM file in the image, with no symbolic link in its path: the authorities that may sign the log server's certificate. Only with TLS, and not used if the start names another log server.", absent: "the host's authorities")
        .Key("spool", new SizeRule(LogDefinition.LeastSpoolBytes, LogDefinition.MostSpoolBytes), (log, value) => log with { SpoolBytes = value },
            "The most that is kept on the host of the console, and as much again of /dev/log: 1MiB to 4GiB.", orElse: SizeRule.Text(LogDefinition.DefaultSpoolBytes));

    private static readonly MappingRule<ServerDefinition> Top = new MappingRule<ServerDefinition>(() => new() { Name = "", Init = [] })
        .Key("name", DefinitionRules.ServerName, (server, value) => server with { Name = value },
            "The server's name: lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen, at most 40 characters.", required: "Add 'name: web'.", example: "web")
        .Key("init", new ProgramRule("Write 'init: [/path/to/program, argument]'."), (server, value) => server with { Init = value },
            "The first program, with its absolute path on the server, and its arguments. It is started without a shell.", required: "Add 'init: [/path/to/program, argument]'.", example: new JsonArray("/usr/sbin/nginx", "-g", "daemon off;"))
        .Key("reaper", new TruthRule(), (server, value) => server with { Reaper = value },
            "True for a small process 1 of the host (tini) that starts init, hands signals on to it, ends as it ends, and collects processes that have ended. False if init does that itself.",
            absent: "false for programs named init, systemd, s6-svscan, runit, tini and the like; true for all others", example: true)
        .Key("user", DefinitionRules.User, (server, value) => server with { User = value is "root" or "0" ? null : new(value) },
            "The user that init runs as: a name of the image's /etc/passwd, or a number. Such a server may serve every port.", absent: "root", example: "www-data")
        .Key("capabilities", new ListRule<string>(new ChoiceRule([.. Definitions.Capabilities.Addable], $"Known here: {string.Join(", ", Definitions.Capabilities.Addable)}.", name => $"{Quoted.Text(name)} is refused: {Definitions.Capabilities.Fault(name)}"), Definitions.Capabilities.Addable.Count),
            (server, value) => server with { Capabilities = [.. value.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] },
            "Rights of the server's root in addition to those that all servers have, as in capabilities(7). None of them counts outside the server.", orElse: new JsonArray(), example: new JsonArray("sys_chroot"))
        .Key("environment", new EnvironmentRule(), (server, value) => server with { Environment = value },
            "Environment variables for init: names of letters, digits and underscores, values of one line. Nothing is inherited from the host.", orElse: new JsonObject(), example: new JsonObject { ["LANG"] = "C.UTF-8" })
        .Key("writable", new ListRule<WritablePath>(new ShorthandRule<WritablePath>(DefinitionRules.WritablePath, Writable, path => WithMode(new(path, WritablePath.DefaultBytes, NoMode))), 100, path => path.Path),
            (server, value) => server with { Writable = [.. value.OrderBy(path => path.Path, StringComparer.Ordinal)] },
            "Where the server may write, each a tmpfs that has the folders of the image there at every start, and no files: a path, or a mapping with these keys. Everything else is read-only. The root directory, /proc, /sys and /dev cannot be made writable.",
            orElse: new JsonArray(), example: new JsonArray("/run", "/tmp", new JsonObject { ["path"] = "/var/lib/app", ["size"] = "1GiB", ["mode"] = "0700" }))
        .Key("ports", new ListRule<int>(DefinitionRules.Port, 100, port => $"{port}"), (server, value) => server with { Ports = [.. value.Order()] },
            "The TCP ports that the server serves.", orElse: new JsonArray(), example: new JsonArray(8080))
        .Key("checks", new ListRule<ServerCheck>(CheckRules.Check, 100), (server, value) => server with { Checks = value },
            "Tests whether the server is healthy. Each item has exactly one of these keys. Every server has two more checks: its root directory cannot be written to, and nothing listens on port 22.",
            orElse: new JsonArray(), example: new JsonArray(new JsonObject { ["http"] = new JsonObject { ["port"] = 8080, ["path"] = "/", ["status"] = 200 } }))
        .Key("limits", Limits, (server, value) => server with { Limits = value }, "The most that the server may use.", absent: "see below", example: new JsonObject { ["memory"] = "256MiB", ["cpus"] = 1, ["processes"] = 200 })
        .Key("seccomp", Seccomp, (server, value) => server with { Seccomp = value is { Allow.Count: 0, AllArchitectures: false, NoNetlink: false } ? null : value }, "How its system call filter differs from that of all servers.", absent: "see below")
        .Key("log", Log, (server, value) => server with { Log = value }, "Where its log goes.", absent: "the log stays on the host, in memory");

    // Nobody can write this one.
    private const int NoMode = -1;

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="StateFileException">It has a mistake: the error names line, key and remedy.</exception>
    public static ServerDefinition Parse(string text) => Top.Read(new YamlReader(Path, YamlFile.Parse(text, Path)));

    /// <summary>What the file may say, as JSON Schema: docs/state.schema.json.</summary>
    public static JsonObject Schema() => DefinitionSchema.Of("state", Path, "What a server is: the file state.yaml at the top of a state repository.", Top.Schema());

    /// <summary>The rows of the reference.</summary>
    internal static IEnumerable<ReferenceRow> Rows() => Top.Rows("");

    private static string CallFault(string call) =>
        SystemCalls.Never.Contains(call) ? $"no server can have {call}" : $"{Quoted.Text(call)} is no system call that could be added";

    private static WritablePath WithMode(WritablePath path) =>
        path.Bits == NoMode ? path with { Bits = WritablePath.UsualMode(path.Path) } : path;

    private static LogDefinition CheckLog(LogDefinition log, YamlReader map) =>
        log.Authorities is not null && LogTarget.TryParse(log.Server) is { IsTls: false }
            ? throw map.Fault("ca", "the log server's URL is one without TLS", "Use syslog+tls:// or relp+tls://, or take the key away.")
            : log;
}
