using System.Globalization;
using ContainerState.Errors;

namespace ContainerState.StateRepos;

/// <summary>Reads state.yaml.</summary>
/// <remarks>The same rules are published as JSON Schema in docs/state.schema.json.</remarks>
public static class StateFile
{
    /// <summary>The file's path in a repository.</summary>
    public const string Path = "state.yaml";

    private const long DefaultTmpfsBytes = 64L << 20;

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="StateFileException">It has a mistake: the error names line, key and remedy.</exception>
    public static ServerDefinition Parse(string text)
    {
        var top = new YamlReader(Path, YamlFile.Parse(text, Path));
        var definition = new ServerDefinition
        {
            Name = ReadName(top),
            Init = ReadInit(top),
            Environment = ReadEnvironment(top),
            Writable = ReadWritable(top),
            Ports = ReadPorts(top),
            Checks = [.. (top.List("checks", 100) ?? []).Select(item => CheckReader.Read(top.MapOf(item.Node, item.Key)))],
            Limits = ReadLimits(top),
            Seccomp = ReadSeccomp(top),
            Log = ReadLog(top),
        };
        top.Done();
        return definition;
    }

    private static string ReadName(YamlReader top)
    {
        var name = top.RequireText("name", "Add 'name: web'.");
        return StateNames.IsServerName(name)
            ? name
            : throw top.Fault("name", $"{Quoted.Text(name)} cannot be a server's name", $"Use {StateNames.ServerRule}.");
    }

    private static List<string> ReadInit(YamlReader top)
    {
        var init = top.TextList("init") ?? throw top.Fault("init", "the key is missing", "Add 'init: [/path/to/program, argument]'.");
        if (init.Count == 0 || StateNames.ServerPathFault(init[0]) is not null)
        {
            throw top.Fault("init", "it does not begin with the absolute path of a program", "Write 'init: [/path/to/program, argument]'.");
        }
        return init.Exists(word => word.Contains('\0'))
            ? throw top.Fault("init", "an argument holds a zero byte", "Take it away.")
            : init;
    }

    private static SortedDictionary<string, string> ReadEnvironment(YamlReader top)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (top.Map("environment") is not { } map)
        {
            return result;
        }
        foreach (var (key, line, value) in map.AllTexts())
        {
            if (key.Length == 0 || char.IsAsciiDigit(key[0]) || !key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw map.Fault(line, key, "it cannot be the name of a variable", "Use letters, digits and underscores, not beginning with a digit.");
            }
            if (value.Any(c => char.IsControl(c)))
            {
                throw map.Fault(line, key, "the value holds a newline or another control character", "Put such a value into a file below rootfs/.");
            }
            result[key] = value;
        }
        return result;
    }

    private static List<WritablePath> ReadWritable(YamlReader top)
    {
        var paths = new SortedDictionary<string, WritablePath>(StringComparer.Ordinal);
        foreach (var (node, key) in top.List("writable", 100) ?? [])
        {
            WritablePath path;
            if (node is YamlScalar scalar)
            {
                path = new(scalar.Value, DefaultTmpfsBytes, DefaultMode(scalar.Value));
            }
            else
            {
                var map = top.MapOf(node, key);
                var where = map.RequireText("path", "Add 'path: /run'.");
                path = new(where, map.Size("size") ?? DefaultTmpfsBytes, ReadMode(map) ?? DefaultMode(where));
                map.Done();
            }
            var fault = path.Path switch
            {
                "/" => "the root of a server is read-only",
                "/proc" or "/sys" or "/dev" => "the kernel's own filesystems are there",
                _ when path.Path.StartsWith("/proc/", StringComparison.Ordinal) || path.Path.StartsWith("/sys/", StringComparison.Ordinal)
                    => "the kernel's own filesystems are there",
                _ when path.Path.Contains(' ') => "it holds a space",
                _ when paths.ContainsKey(path.Path) => "it comes twice",
                _ => StateNames.ServerPathFault(path.Path),
            };
            if (fault is not null)
            {
                throw top.Fault(node.Line, key, $"{Quoted.Text(path.Path)} cannot be writable: {fault}", "Name the absolute path of a folder, such as /run.");
            }
            paths[path.Path] = path;
        }
        return [.. paths.Values];
    }

    private static int DefaultMode(string path) => path is "/tmp" or "/var/tmp" ? 1023 : 493;

    private static int? ReadMode(YamlReader map)
    {
        if (map.Text("mode") is not { } text)
        {
            return null;
        }
        return text.Length is 3 or 4 && text.All(c => c is >= '0' and <= '7')
            ? Convert.ToInt32(text, 8)
            : throw map.Fault("mode", $"{Quoted.Text(text)} is not a mode", "Write octal digits, such as '0755'.");
    }

    private static List<int> ReadPorts(YamlReader top)
    {
        var ports = new SortedSet<int>();
        foreach (var (node, key) in top.List("ports", 100) ?? [])
        {
            if (node is not YamlScalar { Value: var text } || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            {
                throw top.Fault(node.Line, key, "it is not a port", "Write a number from 1 to 65535.");
            }
            if (!ports.Add(port))
            {
                throw top.Fault(node.Line, key, $"the port {port} comes twice", "Keep one of the two.");
            }
        }
        return [.. ports];
    }

    private static ServerLimits ReadLimits(YamlReader top)
    {
        var limits = new ServerLimits();
        if (top.Map("limits") is { } map)
        {
            limits = new(
                map.Size("memory") ?? limits.MemoryBytes,
                map.Number("cpus", 0.01, 1024) ?? limits.Cpus,
                map.Integer("processes", 1, 1_000_000) ?? limits.Processes,
                map.Integer("openFiles", 64, 1_000_000) is { } files and not ServerLimits.DefaultOpenFiles ? files : limits.OpenFiles,
                map.Size("diskRead") ?? limits.DiskReadBytes);
            map.Done();
        }
        return limits;
    }

    private static ServerSeccomp? ReadSeccomp(YamlReader top)
    {
        if (top.Map("seccomp") is not { } map)
        {
            return null;
        }
        var calls = map.TextList("allow", SystemCalls.Addable.Count) ?? [];
        var architectures = map.Text("architectures") ?? "native";
        if (architectures is not ("native" or "all"))
        {
            throw map.Fault("architectures", $"{Quoted.Text(architectures)} is none", "Write 'native', or 'all' for programs of 32 bits as well.");
        }
        var netlink = map.Text("netlink") ?? "route";
        if (netlink is not ("route" or "none"))
        {
            throw map.Fault("netlink", $"{Quoted.Text(netlink)} is none", "Write 'route', or 'none' where no program looks at network devices.");
        }
        map.Done();
        return calls.Find(call => !SystemCalls.Addable.Contains(call)) is { } other
            ? throw map.Fault(
                "allow",
                SystemCalls.Never.Contains(other) ? $"no server can have {other}" : $"{Quoted.Text(other)} is no system call that could be added",
                $"Known here: {string.Join(", ", SystemCalls.Addable)}.")
            : calls.Count == 0 && architectures == "native" && netlink == "route"
                ? null
                : new([.. calls.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], architectures == "all", netlink == "none");
    }

    private static LogDefinition? ReadLog(YamlReader top)
    {
        if (top.Map("log") is not { } map)
        {
            return null;
        }
        var server = map.RequireText("server", "Add 'server: syslog+tls://logs.example.org:6514'.");
        if (LogTarget.TryParse(server) is not { } target)
        {
            throw map.Fault("server", $"{Quoted.Text(server)} is not a log server", $"Write {LogTarget.Rule}.");
        }
        var authorities = map.Text("ca");
        if (authorities is not null && (StateNames.ServerPathFault(authorities) is not null || !target.IsTls))
        {
            throw map.Fault(
                "ca", target.IsTls ? $"{Quoted.Text(authorities)} is not a path on the server" : "the log server's URL is one without TLS",
                "Name the absolute path of a PEM file on the server, with syslog+tls:// or relp+tls://.");
        }
        var spool = map.Size("spool") ?? LogDefinition.DefaultSpoolBytes;
        if (spool is < LogDefinition.LeastSpoolBytes or > LogDefinition.MostSpoolBytes)
        {
            throw map.Fault("spool", "it is smaller than 1MiB or larger than 4GiB", "Write 1MiB to 4GiB.");
        }
        map.Done();
        return new() { Server = server, Authorities = authorities, SpoolBytes = spool };
    }
}
