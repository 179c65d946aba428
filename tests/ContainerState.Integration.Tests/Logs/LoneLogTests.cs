using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>Tests with log servers in which no command of another test may run, or that measure time: each leaves the host as it was.</summary>
[Collection(nameof(ServerTests))]
public abstract class LoneLogTests : LogTests
{
    private IReadOnlyList<string> _before = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _before = HostSnapshot.Take();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAllAsync("t-*");
        await base.DisposeAsync();
        await HostSnapshot.AssertSameAsync(_before);
    }
}
