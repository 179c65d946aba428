using ContainerState.Hosts;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.Logs;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Platform;
using Xunit;

[assembly: AssemblyFixture(typeof(ServerHostFixture))]

namespace ContainerState.Integration.Tests.Servers;

/// <summary>A host that is set up, and an image to start.</summary>
public sealed class ServerHostFixture : IAsyncLifetime
{
    /// <summary>The host before any test.</summary>
    internal IReadOnlyList<string> Before { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess && NativeProgram.IsInsideTest)
        {
            // What runs on this host is that of the test around it, and is not to be stopped.
            await TestImage.MakeAsync();
            return;
        }
        await NativeProgram.PublishAsync();
        if (Environment.IsPrivilegedProcess)
        {
            await ThisHost.Setup.SetUpAsync();
            await InstallToolsAsync();
            await LogReceivers.InstallAsync();
            await TestImage.MakeAsync();
            // Of a run that was killed.
            await ServerTests.StopAllAsync("t-*");
            // The first one makes what all servers share.
            await ThisHost.Servers.StopAsync(await ServerTests.StartAsync(TestImage.Web()));
            Before = HostSnapshot.Take();
        }
    }

    // What the product has no use for, but those who look at its images have.
    private static async Task InstallToolsAsync()
    {
        (string Program, string Package)[] tools = [("unsquashfs", "squashfs-tools"), ("getcap", "libcap2-bin"), ("unshare", "util-linux"), ("dpkg-source", "dpkg-dev"), ("gcc", "gcc"), ("busybox", "busybox")];
        string[] missing = [.. tools.Where(tool => ProgramRunner.Find(tool.Program) is null).Select(tool => tool.Package)];
        if (missing.Length > 0)
        {
            await AptInstaller.InstallAsync(missing, _ => { }, CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
