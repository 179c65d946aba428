using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Platform;

namespace ContainerState.Benchmarks;

/// <summary>Debian packages imported, beside plain mmdebstrap with the same packages, whole processes in turn.</summary>
internal static class ImportTimes
{
    private const string Packages = "nginx-light";
    private const string Suite = "bookworm";

    public static async Task PrintAsync(int runs, string? program)
    {
        if (program is null)
        {
            await NativeProgram.PublishAsync();
        }
        var folder = Directory.CreateTempSubdirectory("containerstate-import-times-").FullName;
        try
        {
            List<double> first = [], second = [], disk = [], memory = [];
            // The first round warms up, and does not count.
            for (var round = 0; round <= runs; round++)
            {
                var home = Path.Combine(folder, $"home-{round}");
                (List<double> Times, Func<Task<double>> Run)[] turns =
                [
                    (first, () => ImportAsync(program ?? NativeProgram.File, home, Path.Combine(folder, $"first-{round}"))),
                    (disk, () => PlainAsync(folder, inMemory: false)),
                    (second, () => ImportAsync(program ?? NativeProgram.File, home, Path.Combine(folder, $"second-{round}"))),
                    (memory, () => PlainAsync(folder, inMemory: true)),
                ];
                foreach (var (times, run) in turns)
                {
                    var seconds = await run();
                    await Console.Error.WriteLineAsync($"{seconds:0.0} s");
                    if (round > 0)
                    {
                        times.Add(seconds);
                    }
                }
                Directory.Delete(home, recursive: true);
            }
            Console.WriteLine("| work | seconds | next to | seconds | ratio |\n|---|---:|---|---:|---:|");
            BenchmarkTable.Print(
            [
                new($"{Packages} imported, nothing kept", "`mmdebstrap`", first, disk),
                new($"{Packages} imported again", "`mmdebstrap`", second, disk),
                new($"{Packages} imported, nothing kept", "`mmdebstrap` in memory", first, memory),
                new($"{Packages} imported again", "`mmdebstrap` in memory", second, memory),
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> ImportAsync(string program, string home, string repository)
    {
        ProgramCommand Our(params ReadOnlySpan<string> arguments) => new ProgramCommand(program).With(arguments).WithEnvironment("CONTAINERSTATE_HOME", home);
        await ProgramRunner.RunAsync(Our("repo", "new", repository));
        return await Timed.ProgramAsync(Our("dependency", "add", "--debian", Packages, "--suite", Suite, "--variant", "essential", "--name", "base", "--repo", repository));
    }

    // Its tar goes to a file on the disk, as ours goes into Git.
    private static async Task<double> PlainAsync(string folder, bool inMemory)
    {
        var tar = Path.Combine(folder, "plain.tar");
        var scratch = Directory.CreateDirectory(Path.Combine(folder, "scratch")).FullName;
        string[] plain = ["mmdebstrap", "--variant=essential", "--include=" + Packages, "--format=tar", "--quiet", Suite, tar];
        var command = inMemory
            ? new ProgramCommand("unshare").With(["--mount", "sh", "-c", "mount -t tmpfs -o mode=0755 scratch \"$1\" && shift && exec \"$@\"", "sh", scratch, .. plain])
            : new ProgramCommand(plain[0]).With(plain[1..]);
        var seconds = await Timed.ProgramAsync(command.WithEnvironment("TMPDIR", scratch).WithEnvironment("SOURCE_DATE_EPOCH", "0"));
        File.Delete(tar);
        return seconds;
    }
}
