using ContainerState.Processes;

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
