using ContainerState.Core.Tests.Support;
using ContainerState.Hosts;
using ContainerState.Processes;

[assembly: AssemblyFixture(typeof(HostFixture))]

namespace ContainerState.Core.Tests.Support;

/// <summary>The programs and the library that the tests use: installed where root can, else they must be there.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess && (NativeGit.Find() is null || ProgramRunner.Find("tar2sqfs") is null))
        {
            await ServerHost.SetUpAsync();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
