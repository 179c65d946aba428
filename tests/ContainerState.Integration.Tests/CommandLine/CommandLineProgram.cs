using System.Diagnostics;
using System.Text.Json;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>Runs the published command line as a process of its own, with an image store of its own.</summary>
public sealed class CommandLineProgram : IDisposable
{
    // Made when it is used: a process that is killed in a test has fixtures too, and would leave theirs.
    private readonly Lazy<string> _folder = new(() => Directory.CreateTempSubdirectory("containerstate-cli-").FullName);

    /// <summary>A folder that is gone with this object.</summary>
    public string Folder => _folder.Value;

    /// <summary>Where its images go.</summary>
    public string Home => Path.Combine(Folder, "home");

    /// <summary>Runs it with these arguments.</summary>
    public Task<CommandLineResult> RunAsync(params string[] arguments) => RunInAsync(Folder, arguments);

    /// <summary>Runs it in another folder.</summary>
    public Task<CommandLineResult> RunInAsync(string folder, params string[] arguments) =>
        RunCommandAsync(folder, [NativeProgram.File, .. arguments]);

    /// <summary>Runs it through another program that takes it as its last arguments.</summary>
    public Task<CommandLineResult> RunUnderAsync(string[] wrapper, params string[] arguments) =>
        RunCommandAsync(Folder, [.. wrapper, NativeProgram.File, .. arguments]);

    /// <summary>Runs a command that must succeed, and hands back the last object that it printed.</summary>
    public Task<JsonElement> DoAsync(params string[] arguments) => DoUnderAsync([], arguments);

    /// <summary>As <see cref="DoAsync"/>, through another program such as <c>env</c>.</summary>
    public async Task<JsonElement> DoUnderAsync(string[] wrapper, params string[] arguments)
    {
        var result = await RunUnderAsync(wrapper, ["--json", .. arguments]);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
        return result.Objects.LastOrDefault();
    }

    /// <summary>Runs a command that must fail with an exit code and say one error and nothing else, which is handed back.</summary>
    public Task<JsonElement> FailAsync(int exitCode, string? errorId, params string[] arguments) => FailInAsync(Folder, exitCode, errorId, arguments);

    /// <summary>As <see cref="FailAsync"/>, in another folder.</summary>
    public async Task<JsonElement> FailInAsync(string folder, int exitCode, string? errorId, params string[] arguments)
    {
        var result = await RunInAsync(folder, ["--json", .. arguments]);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}: {result.Error}");
        var error = Assert.Single(result.ErrorObjects);
        Assert.Equal(exitCode, error.GetProperty("exitCode").GetInt32());
        Assert.Equal(errorId ?? error.GetProperty("errorId").GetString(), error.GetProperty("errorId").GetString());
        return error;
    }

    /// <summary>Starts it with <c>--json</c>, through another program if there is one, as a process that the caller reads and ends.</summary>
    public Process Start(string[] wrapper, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        string[] words = [.. wrapper, NativeProgram.File, "--json", .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Folder,
        };
        start.Environment["CONTAINERSTATE_HOME"] = Home;
        start.Environment.Remove("CONTAINERSTATE_TRACE");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    /// <summary>Runs any program with the same environment.</summary>
    public Task<CommandLineResult> RunCommandAsync(params string[] words) => RunCommandAsync(Folder, words);

    /// <summary>Runs git, and hands back what it printed.</summary>
    public static async Task<string> GitAsync(string folder, params string[] arguments)
    {
        var command = new ProgramCommand("git")
            .With("-C", folder, "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "protocol.file.allow=always")
            .With(arguments);
        return (await ProgramRunner.RunAsync(command)).Output.Trim();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task<CommandLineResult> RunCommandAsync(string folder, string[] words)
    {
        var command = new ProgramCommand(words[0]) { WorkingDirectory = folder }
            .With(words[1..])
            .WithEnvironment("CONTAINERSTATE_HOME", Home)
            .WithEnvironment("CONTAINERSTATE_TRACE", null);
        var result = await ProgramRunner.TryRunAsync(command);
        return new CommandLineResult(result.ExitCode, result.Output, result.Error);
    }
}
