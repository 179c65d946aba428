using System.Text.Json;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>What one run of the command line left behind.</summary>
public sealed record CommandLineResult(int ExitCode, string Output, string Error)
{
    /// <summary>Its results: each line of standard output, parsed.</summary>
    public IReadOnlyList<JsonElement> Objects => Parse(Output);

    /// <summary>Its errors and warnings: each line of standard error, parsed.</summary>
    public IReadOnlyList<JsonElement> ErrorObjects => Parse(Error);

    private static List<JsonElement> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
