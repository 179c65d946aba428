using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>Tests of build steps that look at the whole host: one after the other, each leaving it as it was.</summary>
[Collection(nameof(ServerTests))]
public abstract class LoneStepTests : StepTests
{
    private IReadOnlyList<string> before = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        before = HostSnapshot.Take();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await HostSnapshot.AssertSameAsync(before);
    }
}
