using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>Tests that start servers: one after the other, each leaving the host as it was.</summary>
[Collection(nameof(ServerTests))]
public abstract class ServerTests : ServerStarts, IAsyncLifetime
{
    private IReadOnlyList<string> _before = [];

    public virtual ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        _before = HostSnapshot.Take();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAllAsync("t-*");
        await HostSnapshot.AssertSameAsync(_before);
    }
}
