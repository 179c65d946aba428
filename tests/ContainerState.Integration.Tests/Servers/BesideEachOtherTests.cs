using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>
/// Most tests run beside each other, and cannot look at the host each for itself: what one starts is there while another looks.
/// The tests that run alone come after all of them.
/// </summary>
[Collection(nameof(ServerTests))]
public sealed class BesideEachOtherTests(ServerHostFixture host)
{
    [Fact]
    public async Task What_ran_beside_each_other_left_the_host_as_it_was()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        await HostSnapshot.AssertSameAsync(host.Before);
    }
}
