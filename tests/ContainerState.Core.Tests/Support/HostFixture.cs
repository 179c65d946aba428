using ContainerState.Core.Tests.Support;
using ContainerState.Hosts;
using ContainerState.Platform;

[assembly: AssemblyFixture(typeof(HostFixture))]

namespace ContainerState.Core.Tests.Support;

/// <summary>The programs that the tests use: installed where root can, else they must be there.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess && ProgramRunner.Find("tar2sqfs") is null)
        {
            await ThisHost.Setup.SetUpAsync();
        }
        // For the tests of archives, which are made with the programs that read them.
        string[] missing = [.. HostProgram.OnDemand.Where(program => ProgramRunner.Find(program.Name) is null).Select(program => program.Package)];
        if (Environment.IsPrivilegedProcess && missing.Length > 0)
        {
            await AptInstaller.InstallAsync(missing, _ => { }, CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
