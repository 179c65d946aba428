using System.Text.Json;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>What one run of the command line left behind.</summary>
public sealed record CommandLineResult(int ExitCode, string Output, string Error)
{
    /// <summary>Its results: each line of standard output, parsed.</summary>
    public IReadOnlyList<JsonElement> Objects => Parse(Output);

    /// <summary>Its errors and warnings: each line of standard error, parsed.</summary>
    public IReadOnlyList<JsonElement> ErrorObjects => Parse(Error);

    /// <summary>The one error of a run that failed; there may be warnings beside it.</summary>
    public JsonElement ErrorOf(string errorId)
    {
        var error = Assert.Single(ErrorObjects, json => json.TryGetProperty("errorId", out _));
        Assert.True(error.GetProperty("errorId").GetString() == errorId, Error);
        Assert.NotEqual(0, ExitCode);
        Assert.NotEmpty(error.GetProperty("remedy").GetString()!);
        return error;
    }

    private static List<JsonElement> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
