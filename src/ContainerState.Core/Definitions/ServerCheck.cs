using System.Text.Json.Serialization;

namespace ContainerState.Definitions;

/// <summary>One check of a server. Exactly one of http, tcp and exec is meant, as <see cref="Kind"/> says.</summary>
/// <remarks>Defaults stand in the setters for the reason that <see cref="ServerDefinition"/> gives.</remarks>
public sealed record ServerCheck
{
    /// <summary>What kind of check it is: <c>http</c>, <c>tcp</c> or <c>exec</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>http, tcp: the port.</summary>
    public int Port { get; init; }

    /// <summary>http: the path, beginning with a slash.</summary>
    public string Path { get; init => field = value ?? "/"; } = "/";

    /// <summary>http: the status that the answer must have.</summary>
    public int Status { get; init => field = value > 0 ? value : 200; } = 200;

    /// <summary>http, exec: a text that the answer or the output must contain; empty for any.</summary>
    public string Contains { get; init => field = value ?? ""; } = "";

    /// <summary>exec: the program, with its absolute path on the server, and its arguments.</summary>
    [JsonInclude]
    internal IReadOnlyList<string> Command { get; init => field = value ?? []; } = [];

    /// <summary>exec: the exit code that it must end with.</summary>
    public int ExitCode { get; init; }

    /// <summary>How often it is tried before it counts as failed; at least 1.</summary>
    public int Attempts { get; init => field = value > 0 ? value : 20; } = 20;

    /// <summary>The pause between two tries, in seconds.</summary>
    public double IntervalSeconds { get; init; } = 0.25;

    /// <summary>How long one try may take, in seconds.</summary>
    public double TimeoutSeconds { get; init => field = value > 0 ? value : 5; } = 5;

    /// <summary>A short name for tables, such as <c>http :8080/</c>.</summary>
    public string Title => Kind switch
    {
        "http" => $"http :{Port}{Path}",
        "tcp" => $"tcp :{Port}",
        _ => "exec " + string.Join(' ', Command),
    };

    /// <summary>The title.</summary>
    public override string ToString() => Title;
}
