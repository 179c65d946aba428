using ContainerState.Integration.Tests.Faults;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

public sealed class KillTests : ServerTests
{
    private static readonly int Times = Moments.Count(20);

    // One that had ended before it was killed says that this machine is faster: the next is killed earlier.
    private const double Sooner = 0.8;

    // Printed when a test fails, so that the same moments can be tried again.
    private readonly int _seed = Environment.TickCount;

    [Fact]
    public async Task What_a_killed_start_leaves_is_cleared_up_by_the_next_command()
    {
        var before = HostSnapshot.Take();
        var random = new Random(_seed);
        var atWork = 0;
        var most = TimeSpan.FromMilliseconds(400);
        using var drivers = new KillDrivers("start");
        for (var time = 0; time < Times; time++)
        {
            var delay = most * random.NextDouble();
            if (await drivers.KillAsync(delay))
            {
                atWork++;
            }
            else
            {
                most *= Sooner;
            }

            var left = await SettledAsync();
            await AssertNextStartClearsUpAsync(left, delay);
            await HostSnapshot.AssertSameAsync(before, $"seed {_seed}, {delay}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}: {atWork} of {Times} were killed at work");
        Assert.True(atWork > Times / 4, $"only {atWork} of {Times} were killed at work");
    }

    [Fact]
    public async Task What_a_killed_stop_leaves_is_cleared_up_by_the_next_command()
    {
        var before = HostSnapshot.Take();
        var random = new Random(_seed);
        var atWork = 0;
        var most = TimeSpan.FromMilliseconds(80);
        using var drivers = new KillDrivers("stop");
        for (var time = 0; time < Times; time++)
        {
            await StartManyAsync(TestImage.Web(), new() { Count = 3 });
            var delay = most * random.NextDouble();
            if (await drivers.KillAsync(delay))
            {
                atWork++;
            }
            else
            {
                most *= Sooner;
            }

            var left = await SettledAsync();
            await AssertNextStartClearsUpAsync(left, delay);
            await HostSnapshot.AssertSameAsync(before, $"seed {_seed}, {delay}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}: {atWork} of {Times} were killed at work");
        Assert.True(atWork > Times / 4, $"only {atWork} of {Times} were killed at work");
    }

    // Looking changes nothing: a server whose start or stop was killed is there as dead, until a command changes something.
    private async Task AssertNextStartClearsUpAsync(IReadOnlyList<EphemeralServer> left, TimeSpan delay)
    {
        Assert.All(left, server => Assert.True(server.State is ServerState.Running or ServerState.Dead, $"seed {_seed}, {delay}: {server.Name} is {server.State}"));
        await ThisHost.Servers.StopAsync(await StartAsync(TestImage.Web()));
        Assert.All(ThisHost.Servers.List("t-*"), server => Assert.Equal(ServerState.Running, server.State));
        await StopAllAsync("t-*");
    }

    // Killed while it forks, a process leaves a child that still holds its locks, until that becomes the program to start.
    private static Task<IReadOnlyList<EphemeralServer>> SettledAsync() =>
        Eventually.LookAsync(() => ThisHost.Servers.List("t-*"), servers => servers.All(server => server.State != ServerState.Starting));
}
