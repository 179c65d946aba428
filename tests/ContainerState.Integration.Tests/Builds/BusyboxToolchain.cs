using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Servers;

namespace ContainerState.Integration.Tests.Builds;

/// <summary>The smallest root filesystem that a build step can run in: busybox, as files of the repository itself.</summary>
internal static class BusyboxToolchain
{
    private static readonly string[] Tools =
    [
        "awk", "cat", "chmod", "chown", "cmp", "cp", "date", "echo", "env", "false", "find", "head", "hostname", "id", "ln", "ls", "mkdir", "mkfifo",
        "mknod", "mount", "nc", "nproc", "rm", "seq", "setsid", "sh", "sleep", "stat", "tail", "test", "touch", "tr", "true", "wget", "yes",
    ];

    /// <summary>Writes it into a repository, not committed.</summary>
    public static async Task WriteAsync(string repository)
    {
        var bin = Directory.CreateDirectory(Path.Combine(repository, "toolchain/bin")).FullName;
        var scratch = Path.Combine(Path.GetTempPath(), $"containerstate-busybox-{Guid.NewGuid():n}");
        await Workbench.RunAsync("unsquashfs", "-quiet", "-no-progress", "-dest", scratch, TestImage.File, "bin/busybox");
        File.Move(Path.Combine(scratch, "bin/busybox"), Path.Combine(bin, "busybox"));
        Directory.Delete(scratch, recursive: true);
        foreach (var tool in Tools)
        {
            File.CreateSymbolicLink(Path.Combine(bin, tool), "busybox");
        }
    }

    /// <summary>A new state repository of a small server, with the toolchain and a source, not yet committed.</summary>
    public static async Task<string> NewServerAsync(Workbench bench, string name)
    {
        var repository = await bench.NewAsync(name);
        await WriteAsync(repository);
        foreach (var file in (string[])["alpha", "beta", "gamma", "below/one", "below/two"])
        {
            await Workbench.WriteAsync(repository, "src/" + file, file + "\n");
        }
        await Workbench.WriteAsync(repository, "state.yaml", $"name: {name}\ninit: [/box/busybox, sleep, \"1000\"]\n");
        await Workbench.WriteAsync(repository, "components/box.yaml", "source: toolchain/bin\nto: /box\n");
        return repository;
    }

    /// <summary>A component of that server whose files land in a folder of its name, not yet committed.</summary>
    public static Task ComponentAsync(string repository, string name, string script, string more = "", string source = "src") =>
        Workbench.WriteAsync(repository, $"components/{name}.yaml", $"source: {source}\ntoolchain: toolchain\nto: /{name}\n{more}build: |\n  {script.Replace("\n", "\n  ")}\n");
}
