using ContainerState.Errors;

namespace ContainerState.StateRepos;

/// <summary>Reads one item of <c>checks:</c>.</summary>
internal static class CheckReader
{
    private static readonly string[] Kinds = ["http", "tcp", "exec"];

    public static ServerCheck Read(YamlReader item)
    {
        var kinds = Kinds.Where(item.Has).ToList();
        if (kinds.Count != 1)
        {
            item.Done();
            throw item.Fault(item.Line, "", "a check is one of http, tcp and exec", "Write '- http: {port: 8080, path: /}'.");
        }
        var map = item.Map(kinds[0])!;
        var check = kinds[0] switch
        {
            "http" => new ServerCheck
            {
                Kind = "http",
                Port = ReadPort(map),
                Path = ReadPath(map),
                Status = map.Integer("status", 100, 599) ?? 200,
                Contains = map.Text("contains") ?? "",
            },
            "tcp" => new ServerCheck { Kind = "tcp", Port = ReadPort(map) },
            _ => new ServerCheck
            {
                Kind = "exec",
                Command = ReadCommand(map),
                ExitCode = map.Integer("exitCode", 0, 255) ?? 0,
                Contains = map.Text("contains") ?? "",
            },
        };
        check = check with
        {
            Attempts = map.Integer("attempts", 1, 1000) ?? check.Attempts,
            IntervalSeconds = map.Number("intervalSeconds", 0, 60) ?? check.IntervalSeconds,
            TimeoutSeconds = map.Number("timeoutSeconds", 0.1, 300) ?? check.TimeoutSeconds,
        };
        map.Done();
        item.Done();
        return check;
    }

    private static int ReadPort(YamlReader map) =>
        map.Integer("port", 1, 65535) ?? throw map.Fault("port", "the key is missing", "Add 'port: 8080'.");

    private static string ReadPath(YamlReader map)
    {
        var path = map.Text("path") ?? "/";
        return path.StartsWith('/') && !path.Any(c => char.IsControl(c) || c == ' ')
            ? path
            : throw map.Fault("path", $"{Quoted.Text(path)} is not the path of a URL", "Begin with a slash and write spaces as %20.");
    }

    private static List<string> ReadCommand(YamlReader map)
    {
        var command = map.TextList("command");
        return command is { Count: > 0 } && StateNames.ServerPathFault(command[0]) is null && !command.Exists(word => word.Contains('\0'))
            ? command
            : throw map.Fault("command", "it does not begin with the absolute path of a program, or holds a zero byte", "Write 'command: [/bin/true]'.");
    }
}
