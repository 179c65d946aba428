using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Servers;

namespace ContainerState.Integration.Tests.Builds;

/// <summary>The smallest root filesystem that a build step can run in: busybox, as files of the repository itself.</summary>
internal static class BusyboxToolchain
{
    private static readonly string[] Tools = ["sh", "cat", "cp", "mkdir", "sleep", "tr"];

    /// <summary>Writes it into a folder of a repository, not committed.</summary>
    public static async Task WriteAsync(string repository, string folder = "toolchain")
    {
        var bin = Directory.CreateDirectory(Path.Combine(repository, folder, "bin")).FullName;
        var scratch = Path.Combine(Path.GetTempPath(), $"containerstate-busybox-{Guid.NewGuid():n}");
        await Workbench.RunAsync("unsquashfs", "-quiet", "-no-progress", "-dest", scratch, TestImage.File, "bin/busybox");
        File.Move(Path.Combine(scratch, "bin/busybox"), Path.Combine(bin, "busybox"));
        Directory.Delete(scratch, recursive: true);
        foreach (var tool in Tools)
        {
            File.CreateSymbolicLink(Path.Combine(bin, tool), "busybox");
        }
    }
}
