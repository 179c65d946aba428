using ContainerState.Hosts;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Processes;

namespace ContainerState.Integration.Tests.Builds;

/// <summary>The smallest toolchain there is: a static busybox, committed beside what is built with it.</summary>
internal static class SmallToolchain
{
    private static readonly string[] Names =
        ["sh", "awk", "cat", "chmod", "chown", "cp", "date", "echo", "env", "find", "hostname", "id", "ls", "mkdir", "nproc", "sleep", "test", "tr"];

    /// <summary>A new state repository with the toolchain and a source, not yet committed.</summary>
    public static async Task<string> NewServerAsync(Workbench bench, string name)
    {
        var repository = await bench.NewAsync(name);
        if ((await ProgramRunner.TryRunAsync(new ProgramCommand("dpkg-query").With("--show", "busybox-static"))).ExitCode != 0)
        {
            await AptInstaller.InstallAsync(["busybox-static"], _ => { }, CancellationToken.None);
        }
        var programs = Directory.CreateDirectory(Path.Combine(repository, "toolchain/bin")).FullName;
        File.Copy(ProgramRunner.Find("busybox")!, Path.Combine(programs, "busybox"));
        foreach (var program in Names)
        {
            File.CreateSymbolicLink(Path.Combine(programs, program), "busybox");
        }
        foreach (var file in (string[])["alpha", "beta", "gamma", "below/one", "below/two"])
        {
            await Workbench.WriteAsync(repository, "src/" + file, file + "\n");
        }
        await Workbench.WriteAsync(repository, "state.yaml", $"name: {name}\ninit: [/box/busybox, sleep, \"1000\"]\n");
        await Workbench.WriteAsync(repository, "components/box.yaml", "source: toolchain/bin\nto: /box\n");
        return repository;
    }

    /// <summary>A component whose files land in a folder of its name, not yet committed.</summary>
    public static Task ComponentAsync(string repository, string name, string script, string more = "", string source = "src") =>
        Workbench.WriteAsync(repository, $"components/{name}.yaml", $"source: {source}\ntoolchain: toolchain\nto: /{name}\n{more}build: |\n  {script.Replace("\n", "\n  ")}\n");
}
