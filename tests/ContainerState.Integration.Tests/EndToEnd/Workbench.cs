using System.Text.Json;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Platform;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>A folder with repositories and an image store of its own, and the command line to work on them.</summary>
public class Workbench : IDisposable
{
    /// <summary>The command line.</summary>
    public CommandLineProgram Program { get; } = new();

    /// <summary>The folder. Everything in it is gone with this object.</summary>
    public string Folder => Program.Folder;

    /// <summary>A path below the folder.</summary>
    public string At(string path) => Path.Combine(Folder, path);

    /// <summary>What is in a folder, such as one of the stores; nothing when it was never made.</summary>
    public static string[] InFolder(string path) => Directory.Exists(path) ? Directory.GetFileSystemEntries(path) : [];

    /// <summary>Runs a command that must succeed, and hands back the last object that it printed.</summary>
    public Task<JsonElement> DoAsync(params string[] arguments) => Program.DoAsync(arguments);

    /// <summary>As <see cref="DoAsync"/>, through another program such as <c>env</c>.</summary>
    public Task<JsonElement> DoUnderAsync(string[] wrapper, params string[] arguments) => Program.DoUnderAsync(wrapper, arguments);

    /// <summary>Runs a command that must fail with an error of this id, and hands it back.</summary>
    public async Task<JsonElement> FailAsync(string errorId, params string[] arguments) =>
        (await Program.RunAsync(["--json", .. arguments])).ErrorOf(errorId);

    /// <summary>A new state repository, with the name of its folder.</summary>
    public async Task<string> NewAsync(string name = "web")
    {
        await DoAsync("repo", "new", name);
        return At(name);
    }

    /// <summary>Builds HEAD, or what the arguments say.</summary>
    public Task<BuiltImage> BuildAsync(string repository, params string[] arguments) => BuildUnderAsync([], repository, arguments);

    /// <summary>As <see cref="BuildAsync"/>, through another program.</summary>
    public async Task<BuiltImage> BuildUnderAsync(string[] wrapper, string repository, params string[] arguments) =>
        BuiltImage.Of(await DoUnderAsync(wrapper, ["image", "build", "--repo", repository, .. arguments]));

    /// <summary>Runs git as a user would.</summary>
    public static Task<string> GitAsync(string folder, params string[] arguments) => CommandLineProgram.GitAsync(folder, arguments);

    /// <summary>Runs git with bytes for its standard input.</summary>
    public static async Task<string> GitWithInputAsync(string folder, byte[] input, params string[] arguments) =>
        (await ProgramRunner.RunAsync(
            new ProgramCommand("git").With("-C", folder).With(arguments),
            async (stream, cancel) => await stream.WriteAsync(input, cancel))).Output.Trim();

    /// <summary>Runs a program that must succeed, and hands back what it printed.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments) =>
        (await ProgramRunner.RunAsync(new ProgramCommand(program).With(arguments))).Output;

    /// <summary>Writes a file of a repository, not committed.</summary>
    public static async Task WriteAsync(string repository, string path, string text)
    {
        var file = Path.Combine(repository, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text);
    }

    /// <summary>Commits all that is there, and hands back the commit.</summary>
    public static async Task<string> CommitAsync(string repository, string message = "Change")
    {
        await GitAsync(repository, "add", "--all");
        await GitAsync(repository, "commit", "--quiet", "-m", message);
        return await GitAsync(repository, "rev-parse", "HEAD");
    }

    /// <summary>A Git repository that is no server's, with one commit of these files.</summary>
    public async Task<string> RemoteAsync(string name, params (string Path, string Text)[] files)
    {
        await GitAsync(Folder, "init", "--quiet", "--initial-branch=main", name);
        foreach (var (path, text) in files)
        {
            await WriteAsync(At(name), path, text);
        }
        await CommitAsync(At(name), "Begin");
        return At(name);
    }

    /// <summary>Pushes all branches to a new bare repository.</summary>
    public async Task<string> PushAsync(string repository, string name)
    {
        await GitAsync(Folder, "init", "--quiet", "--bare", "--initial-branch=main", name);
        await GitAsync(repository, "push", "--quiet", At(name), "--all");
        return At(name);
    }

    /// <summary>Puts a shell script in the place of a program, for everybody, and hands back a PATH that begins with it.</summary>
    public async Task<string> StandInAsync(string program, string script, string place = "programs")
    {
        var folder = Directory.CreateDirectory(At(place)).FullName;
        File.SetUnixFileMode(Folder, (UnixFileMode)493);
        await File.WriteAllTextAsync(Path.Combine(folder, program), "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(Path.Combine(folder, program), (UnixFileMode)493);
        return folder + ":" + Environment.GetEnvironmentVariable("PATH");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Program.Dispose();
        GC.SuppressFinalize(this);
    }
}
