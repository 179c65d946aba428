using System.Runtime.CompilerServices;
using ContainerState.Platform;

namespace ContainerState.Benchmarks;

/// <summary>The example that compiles busybox, with the source in the repository itself, and the same for the plain tools.</summary>
internal sealed class StepWorld
{
    private readonly BenchmarkWorld _world;
    private int _changes;

    private StepWorld(BenchmarkWorld world) => _world = world;

    /// <summary>The state repository.</summary>
    public string Repository => Path.Combine(_world.Folder, "busybox");

    /// <summary>The toolchain, unpacked, to change the root to. The source is at /src in it.</summary>
    public string Root => Path.Combine(_world.Folder, "root");

    /// <summary>A folder with a Containerfile and the source.</summary>
    public string Context => Path.Combine(_world.Folder, "context");

    private string Text { get; set; } = "";

    private string Storage => Path.Combine(_world.Folder, "storage");

    public static async Task<StepWorld> CreateAsync(BenchmarkWorld world, [CallerFilePath] string thisFile = "")
    {
        var made = new StepWorld(world);
        await Console.Error.WriteLineAsync("Importing a compiler and the source of busybox…");
        var bin = Directory.CreateDirectory(Path.Combine(world.Folder, "bin")).FullName;
        var command = world.Command();
        await File.WriteAllTextAsync(Path.Combine(bin, "containerstate"), $"#!/bin/sh\nexec {command} \"$@\"\n");
        File.SetUnixFileMode(Path.Combine(bin, "containerstate"), (UnixFileMode)493);
        await ProgramRunner.RunAsync(new ProgramCommand("sh") { WorkingDirectory = world.Folder }
            .With(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../docs/examples/busybox-from-source.sh"), "busybox")
            .WithEnvironment("PATH", $"{bin}:{Environment.GetEnvironmentVariable("PATH")}"));
        await made.UnpackAsync("deps/busybox", Path.Combine(made.Repository, "source"));
        await made.UnpackAsync("deps/busybox", Path.Combine(made.Root, "src"));
        await made.UnpackAsync("deps/toolchain", made.Root);
        foreach (var folder in (string[])["dev", "proc", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(made.Root, folder));
        }
        await ProgramRunner.RunAsync(new ProgramCommand("mknod").With("-m", "666", Path.Combine(made.Root, "dev/null"), "c", "1", "3"));
        await made.UnpackAsync("deps/busybox", Path.Combine(made.Context, "source"));
        var file = Path.Combine(made.Repository, "components/busybox.yaml");
        var component = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, component.Replace("source: deps/busybox", "source: source", StringComparison.Ordinal));
        await BenchmarkWorld.GitAsync(made.Repository, "add", "--all", "--force");
        await BenchmarkWorld.GitAsync(made.Repository, "commit", "--quiet", "--message", "Take the source in");
        var lines = component.Split('\n').SkipWhile(line => !line.StartsWith("build:", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal));
        made.Text = string.Join('\n', lines.Select(line => line[2..])) + "\n";
        await File.WriteAllTextAsync(Path.Combine(made.Context, "build.sh"), made.Text);
        await File.WriteAllTextAsync(
            Path.Combine(made.Context, "Containerfile"),
            $"FROM localhost/toolchain\nCOPY source /src\nCOPY build.sh /build.sh\nRUN cd /src && mkdir -p /out && JOBS={Environment.ProcessorCount} OUT=/out sh -e /build.sh\n");
        await made.BuildahAsync("from", "--name", "base", "scratch");
        await made.BuildahAsync("add", "--quiet", "base", made.Root);
        await made.BuildahAsync("config", "--env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "base");
        await made.BuildahAsync("commit", "--quiet", "base", "localhost/toolchain");
        return made;
    }

    /// <summary>Our command in the repository, or another one.</summary>
    public ProgramCommand Command(params ReadOnlySpan<string> arguments) => _world.Command(arguments) with { WorkingDirectory = Repository };

    /// <summary>The step in a changed root; from the beginning, or on top of what is there.</summary>
    public async Task<double> ChrootAsync(bool clean)
    {
        var output = Path.Combine(Root, "out");
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }
        var text = clean ? Text : Text[Text.IndexOf("make -j", StringComparison.Ordinal)..];
        if (clean)
        {
            Directory.Delete(Path.Combine(Root, "src"), recursive: true);
            await UnpackAsync("deps/busybox", Path.Combine(Root, "src"));
        }
        return await Timed.ProgramAsync(new ProgramCommand("chroot").With(
            Root, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", $"JOBS={Environment.ProcessorCount}", "OUT=/out", "/bin/sh", "-e", "-c", "cd /src\n" + text));
    }

    /// <summary>The step by buildah, with layers.</summary>
    public Task<double> LayersAsync(bool clean) =>
        Timed.ActionAsync(() => BuildahAsync(["bud", "--quiet", "--layers", .. clean ? (string[])["--no-cache"] : [], "--isolation", "chroot", "--tag", "localhost/busybox", Context]));

    /// <summary>Changes one line of one file, for all three.</summary>
    public async Task ChangeAsync()
    {
        var line = $"\nconst int change_{++_changes} = {_changes};\n";
        foreach (var source in (string[])[Path.Combine(Repository, "source"), Path.Combine(Root, "src"), Path.Combine(Context, "source")])
        {
            await File.AppendAllTextAsync(Path.Combine(source, "networking/httpd.c"), line);
        }
        await BenchmarkWorld.GitAsync(Repository, "commit", "--quiet", "--all", "--message", "Change a line");
    }

    private Task BuildahAsync(params string[] arguments) =>
        ProgramRunner.RunAsync(new ProgramCommand("buildah").With("--root", Storage, "--runroot", Path.Combine(_world.Folder, "runroot"), "--storage-driver", "vfs").With(arguments));

    private async Task UnpackAsync(string commit, string folder)
    {
        Directory.CreateDirectory(folder);
        var tar = Path.Combine(_world.Folder, "unpack.tar");
        await BenchmarkWorld.GitAsync(Repository, "archive", "--format=tar", "--output", tar, commit);
        await ProgramRunner.RunAsync(new ProgramCommand("tar").With("-C", folder, "-xf", tar));
    }
}
