using System.Diagnostics;
using ContainerState.Errors;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Hosts;

[Collection(nameof(ServerTests))]
public sealed class ServerHostTests
{
    [Fact]
    public async Task A_host_that_is_set_up_passes_every_check_and_has_nothing_left_to_do()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Setting up needs root.");
        var checks = await ThisHost.Setup.SetUpAsync();

        Assert.All(checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Remedy}"));
        // What no host needs has advice where it is not there.
        Assert.All(checks.Where(check => check.Name != "fs-verity"), check => Assert.Empty(check.Remedy));
        Assert.Empty(await ThisHost.Setup.PlanSetUpAsync());
        Assert.Equal(
            ["Cgroup", "Identity", "Kernel", "Limit", "Network", "Program"],
            checks.Select(check => check.Area).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(checks, check => check.Name == "lxc-start" && check.Found.Length > 0);
    }

    [Fact]
    public async Task Setting_up_twice_changes_nothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Setting up needs root.");
        await ThisHost.Setup.SetUpAsync();
        var users = await File.ReadAllTextAsync("/etc/subuid");
        var before = HostSnapshot.Take();

        await ThisHost.Setup.SetUpAsync();
        Assert.Equal(users, await File.ReadAllTextAsync("/etc/subuid"));
        Assert.Equal(before, HostSnapshot.Take());
    }

    [Fact]
    public async Task Without_root_everything_that_changes_the_host_says_so()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsNobodyAsync();
            return;
        }
        await Refused.WithAsync(ErrorId.NotRoot, () => ThisHost.Setup.SetUpAsync());
        Refused.With(ErrorId.NotRoot, () => ThisHost.Servers.List());
        Refused.With(ErrorId.NotRoot, () => ThisHost.Servers.Get("web"));
        var server = new EphemeralServer { Name = "web", State = ServerState.Running, Image = "", Address = "" };
        await Refused.WithAsync(ErrorId.NotRoot, () => ThisHost.Servers.StopAsync(server));
        await Refused.WithAsync(ErrorId.NotRoot, () => ThisHost.Servers.TestAsync(server));
        Refused.With(ErrorId.NotRoot, () => ServerLog.Read("web", "/run/containerstate/servers/web/console.log"));
        Assert.NotEmpty(await ThisHost.Setup.CheckAsync());
    }

    private static async Task RunAsNobodyAsync()
    {
        var start = new ProcessStartInfo("setpriv")
        {
            ArgumentList =
            {
                "--reuid", "65534", "--regid", "65534", "--clear-groups", "--",
                Path.ChangeExtension(typeof(ServerHostTests).Assembly.Location, null),
                "-method", $"{typeof(ServerHostTests).FullName}.{nameof(Without_root_everything_that_changes_the_host_says_so)}",
            },
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["HOME"] = "/tmp", [NativeProgram.IsPublished] = "1" },
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.SkipWhen(said.Length == 0, "The folder of the tests cannot be read by other users.");
        Assert.True(process.ExitCode == 0, said);
    }
}
