using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>The time that a step may take. The least is a minute, in which other tests run.</summary>
public sealed class StepTimeTests : StepTests
{
    [Fact]
    public async Task A_step_that_never_ends_is_killed_when_its_time_is_up()
    {
        var error = await FailAsync("BuildFailed", "echo waiting; sleep 100000", "limits: {minutes: 1}");
        Assert.Contains("it ran for more than 1 minutes", MessageOf(error), StringComparison.Ordinal);
        await AssertNextBuildIsCleanAsync();
    }
}
