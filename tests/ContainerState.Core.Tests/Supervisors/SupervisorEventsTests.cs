using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Supervisors;

public sealed class SupervisorEventsTests
{
    [Fact]
    public void Two_troubles_that_take_turns_are_told_once_each()
    {
        var told = new List<string>();
        var events = new SupervisorEvents(new SupervisorOptions { Name = "web" }, said => told.Add(said.Detail), () => 0);

        foreach (var trouble in (string[])["first", "second", "first", "second"])
        {
            events.ReportTrouble(trouble);
        }
        Assert.Equal(["first", "second"], told);

        events.ClearTrouble();
        events.ReportTrouble("first");
        Assert.Equal(["first", "second", "first"], told);
    }
}
