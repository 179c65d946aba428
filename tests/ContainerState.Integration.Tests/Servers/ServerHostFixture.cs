using ContainerState.Hosts;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(ServerHostFixture))]

namespace ContainerState.Integration.Tests.Servers;

/// <summary>A host that is set up, and an image to start.</summary>
public sealed class ServerHostFixture : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await ServerHost.SetUpAsync();
            await TestImage.MakeAsync();
            // Of a run that was killed.
            foreach (var server in EphemeralServers.List("t-*"))
            {
                await EphemeralServers.StopAsync(server, force: true);
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
