using ContainerState.Errors;

namespace ContainerState.Definitions;

/// <summary>What an item of <c>checks:</c> may be.</summary>
internal static class CheckRules
{
    private static readonly ServerCheck Usual = new() { Kind = "" };

    private static readonly MappingRule<ServerCheck> Tries = new MappingRule<ServerCheck>(() => Usual)
        .Key("attempts", new IntegerRule(1, 1000), (check, value) => check with { Attempts = value }, "How many attempts before it counts as failed.", orElse: Usual.Attempts)
        .Key("intervalSeconds", new NumberRule(0, 60), (check, value) => check with { IntervalSeconds = value }, "The pause between two attempts.", orElse: Usual.IntervalSeconds)
        .Key("timeoutSeconds", new NumberRule(0.1, 300), (check, value) => check with { TimeoutSeconds = value }, "The time limit for each attempt.", orElse: Usual.TimeoutSeconds);

    /// <summary>One check.</summary>
    public static MappingRule<ServerCheck> Check { get; } = new MappingRule<ServerCheck>(() => Usual)
    {
        ExactlyOneFault = "a check is one of http, tcp and exec",
        ExactlyOne = "Write '- http: {port: 8080, path: /}'.",
    }
        .Key("http", Http(), (_, value) => value, "Passes if the response to a GET has the status, and its body contains the text.")
        .Key("tcp", Of("tcp").Key("port", DefinitionRules.Port, WithPort, "The port to connect to.", required: "Add 'port: 8080'.").Keys(Tries), (_, value) => value, "Passes if the port accepts a connection.")
        .Key("exec", Exec(), (_, value) => value, "Passes if the program, run in the server, ends with the exit code, and its output contains the text.");

    private static MappingRule<ServerCheck> Http() => Of("http")
        .Key("port", DefinitionRules.Port, WithPort, "The port to send the request to.", required: "Add 'port: 8080'.")
        .Key("path", new TextRule(
            path => path.StartsWith('/') && !path.Any(c => char.IsControl(c) || c == ' ') ? null : $"{Quoted.Text(path)} is not the path of a URL",
            "Begin with a slash and write spaces as %20.",
            () => DefinitionRules.Text(@"^/[^\u0000-\u0020\u007f-\u009f]*$")), (check, value) => check with { Path = value }, "The path to request, with its query. Write spaces as %20.", orElse: Usual.Path)
        .Key("status", new IntegerRule(100, 599), (check, value) => check with { Status = value }, "The status that the response must have.", orElse: Usual.Status)
        .Key("contains", TextRule.Any, WithText, "A text that the response's body must contain.", orElse: "")
        .Keys(Tries);

    private static MappingRule<ServerCheck> Exec() => Of("exec")
        .Key("command", new ProgramRule("Write 'command: [/bin/true]'."), (check, value) => check with { Command = value }, "The program, with its absolute path on the server, and its arguments.", required: "Add 'command: [/bin/true]'.")
        .Key("exitCode", new IntegerRule(0, 255), (check, value) => check with { ExitCode = value }, "The exit code that the program must end with.", orElse: 0)
        .Key("contains", TextRule.Any, WithText, "A text that its output must contain.", orElse: "")
        .Keys(Tries);

    private static MappingRule<ServerCheck> Of(string kind) => new(() => Usual with { Kind = kind });

    private static ServerCheck WithPort(ServerCheck check, int port) => check with { Port = port };

    private static ServerCheck WithText(ServerCheck check, string text) => check with { Contains = text };
}
