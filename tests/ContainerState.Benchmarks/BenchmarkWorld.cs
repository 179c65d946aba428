using ContainerState.Builds;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Platform;
using ContainerState.Repositories;
using ContainerState.Tests;

namespace ContainerState.Benchmarks;

/// <summary>A Debian server with nginx in a state repository of its own, and the same content as a tar.</summary>
internal sealed class BenchmarkWorld : IDisposable
{
    private readonly string _program;

    private BenchmarkWorld(string folder, string program, StateRepo repository, ServerImage image)
    {
        _program = program;
        Folder = folder;
        Repository = repository;
        Image = image;
    }

    public string Folder { get; }

    public StateRepo Repository { get; }

    public ServerImage Image { get; }

    public string Tar => Path.Combine(Folder, "content.tar");

    public static async Task<BenchmarkWorld> CreateAsync(string? program)
    {
        var folder = Directory.CreateTempSubdirectory("containerstate-benchmarks-").FullName;
        // A container's root, nobody on the host, must reach the plain container's folder.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        Environment.SetEnvironmentVariable("CONTAINERSTATE_HOME", Path.Combine(folder, "home"));
        await ThisHost.Setup.SetUpAsync();
        var repository = await StateRepo.CreateAsync(Path.Combine(folder, "web"));
        await Console.Error.WriteLineAsync("Importing a Debian with nginx…");
        await StateDependencies.AddAsync(ThisHost.Host, repository, new DebianDependencyRequest(["nginx-light", "busybox"]) { Name = "base" });
        var image = await ThisHost.Builder.BuildAsync(repository, new BuildOptions());
        await GitAsync(repository.Path, "archive", "--format=tar", "--output", Path.Combine(folder, "content.tar"), image.Id, ":(exclude).containerstate");
        if (program is null)
        {
            await NativeProgram.PublishAsync();
        }
        return new BenchmarkWorld(folder, program ?? NativeProgram.File, repository, image);
    }

    /// <summary>Our command line as a process of its own.</summary>
    public ProgramCommand Command(params ReadOnlySpan<string> arguments) =>
        new ProgramCommand(_program).With(arguments) with { WorkingDirectory = Repository.Path };

    public static Task GitAsync(string repository, params string[] arguments) =>
        ProgramRunner.RunAsync(new ProgramCommand("git") { WorkingDirectory = repository }.With(arguments));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
