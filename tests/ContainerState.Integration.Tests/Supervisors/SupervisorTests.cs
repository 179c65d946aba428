using ContainerState.Containers;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Supervisors;

/// <summary>Tests with supervisors: alone on the host, since they measure times, and each clears up what is its own.</summary>
[Collection(nameof(ServerTests))]
public abstract class SupervisorTests(SmallServer small) : IClassFixture<SmallServer>, IAsyncLifetime
{
    private readonly string mark = Guid.NewGuid().ToString("N")[..6];

    /// <summary>A supervisor's name that is this test's own.</summary>
    protected string Name => small.Name(mark);

    protected SmallServer Small => small;

    public ValueTask InitializeAsync()
    {
        SmallServer.RequireRoot();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Environment.IsPrivilegedProcess)
        {
            await ServerTests.StopAllAsync(Name + "-*");
            await RegisteredServers.Of(ThisHost.Host).ClearUpAsync(TestContext.Current.CancellationToken);
            // A supervisor that was killed just after the end of its last server may have left what servers share to the next
            // command that changes something; here, nothing may come any more.
            using (await ThisHost.Host.LockAsync(TestContext.Current.CancellationToken))
            {
                new BuildSlots(ThisHost.Host).RemoveShared();
            }
            File.Delete(Path.Combine(ThisHost.Host.Run, "supervisors", Name + ".lock"));
            File.Delete(Path.Combine(ThisHost.Host.Run, "supervisors", Name + ".json"));
            File.Delete(Path.Combine(ThisHost.Host.Run, "rebuilds", Name + ".lock"));
        }
    }

    internal RunningSupervisor Supervise(params string[] arguments) => RunningSupervisor.Start(small.Program, [.. arguments, "--name", Name]);

    /// <summary>The servers that run, by their records.</summary>
    protected IReadOnlyList<EphemeralServer> Running() =>
        [.. ThisHost.Servers.List(Name + "-*").Where(server => server.State == ServerState.Running)];

    /// <summary>Kills the init of a server behind everybody's back, unless it has died already.</summary>
    internal static void Kill(EphemeralServer server) => ProcessIdentity.Of(server.ProcessId)?.Kill();

    /// <summary>A clone of the small server's repository, whose first image is that of the small server.</summary>
    protected async Task<string> CloneAsync()
    {
        var repository = Path.Combine(small.Program.Folder, mark);
        await CommandLineProgram.GitAsync(small.Program.Folder, "clone", "--quiet", small.Repository, repository);
        await small.DoAsync("image", "build", "--repo", repository);
        return repository;
    }

    /// <summary>Commits another page, with state.yaml changed, and builds the image; gives its id.</summary>
    protected async Task<string> BuildNextAsync(string repository, string page, string what = "", string by = "")
    {
        await File.WriteAllTextAsync(Path.Combine(repository, "rootfs/srv/www/page.html"), page);
        var state = Path.Combine(repository, "state.yaml");
        var text = await File.ReadAllTextAsync(state);
        Assert.Contains(what, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(state, what.Length == 0 ? text : text.Replace(what, by, StringComparison.Ordinal));
        await CommandLineProgram.GitAsync(repository, "commit", "--quiet", "--all", "-m", "Change the page");
        return (await small.DoAsync("image", "build", "--repo", repository)).GetProperty("id").GetString()!;
    }
}
