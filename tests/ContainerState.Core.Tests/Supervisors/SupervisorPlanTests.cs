using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Supervisors;

public sealed class SupervisorPlanTests
{
    private const SupervisedPhase Well = SupervisedPhase.Well;

    [Fact]
    public void Nothing_is_done_when_all_are_well() => AssertPlan(Plan(3, null, Old(1), Old(2), Old(3)));

    [Fact]
    public void All_that_is_missing_is_started_at_once() => AssertPlan(Plan(5, null, Old(1)), starts: 4);

    [Fact]
    public void What_is_coming_is_not_started_again() =>
        AssertPlan(Plan(3, null, Old(1), Old(2, SupervisedPhase.Coming)), starts: 1);

    [Fact]
    public void What_is_one_too_many_goes_the_last_number_first() =>
        AssertPlan(Plan(2, null, Old(2), Old(10), Old(9), Old(1)), stops: ["s-10", "s-9"]);

    [Fact]
    public void While_it_backs_off_one_is_started_at_a_time_and_none_before_its_time()
    {
        AssertPlan(SupervisorPlan.Make(5, "old", null, [Old(1)], backOff: true, mayStart: true), starts: 1);
        AssertPlan(SupervisorPlan.Make(5, "old", null, [Old(1), Old(2, SupervisedPhase.Coming)], backOff: true, mayStart: true));
        AssertPlan(SupervisorPlan.Make(5, "old", null, [Old(1)], backOff: true, mayStart: false));
    }

    [Fact]
    public void One_that_fails_its_checks_runs_on_until_another_is_well()
    {
        var failing = Old(2, SupervisedPhase.Failing);
        AssertPlan(Plan(2, null, Old(1), failing), starts: 1);
        AssertPlan(Plan(2, null, Old(1), failing, Old(3, SupervisedPhase.Coming)));
        AssertPlan(Plan(2, null, Old(1), failing, Old(3)), stops: ["s-2"]);
    }

    [Fact]
    public void When_all_fail_their_checks_they_are_replaced_one_at_a_time() =>
        AssertPlan(Plan(3, null, Old(1, SupervisedPhase.Failing), Old(2, SupervisedPhase.Failing), Old(3, SupervisedPhase.Failing)), starts: 1);

    [Fact]
    public void A_new_image_is_tried_with_one_more_server_and_then_an_old_one_goes()
    {
        AssertPlan(Plan(2, "new", Old(1), Old(2)), trial: true);
        AssertPlan(Plan(2, "new", Old(1), Old(2), New(3, SupervisedPhase.Coming)));
        AssertPlan(Plan(2, "new", Old(1), Old(2), New(3, SupervisedPhase.Settling)));
        AssertPlan(Plan(2, "new", Old(1), Old(2), New(3)), stops: ["s-2"]);
        AssertPlan(Plan(2, "new", Old(1), New(3)), trial: true);
        AssertPlan(Plan(2, "new", Old(1), New(3), New(4)), stops: ["s-1"]);
    }

    [Fact]
    public void One_that_dies_during_a_roll_out_is_replaced_before_the_next_trial()
    {
        AssertPlan(Plan(3, "new", Old(1), New(2)), starts: 1);
        AssertPlan(Plan(3, "new", Old(1), New(2), Old(3, SupervisedPhase.Coming)));
    }

    [Fact]
    public void A_trial_does_not_count_for_what_is_missing() =>
        AssertPlan(Plan(2, "new", Old(1), New(2, SupervisedPhase.Settling)), starts: 1);

    [Fact]
    public void A_new_image_may_cure_an_old_one_that_keeps_dying() =>
        AssertPlan(SupervisorPlan.Make(2, "old", "new", [], backOff: true, mayStart: false), trial: true);

    [Fact]
    public void Servers_of_an_image_that_was_taken_back_are_replaced_one_at_a_time()
    {
        AssertPlan(Plan(3, null, Old(1), New(2), New(3)), starts: 1);
        AssertPlan(Plan(3, null, Old(1), New(2), New(3), Old(4)), stops: ["s-3"]);
    }

    private static SupervisedServer Old(int number, SupervisedPhase phase = Well) => new($"s-{number}", "old", phase);

    private static SupervisedServer New(int number, SupervisedPhase phase = Well) => new($"s-{number}", "new", phase);

    private static SupervisorPlan Plan(int count, string? next, params SupervisedServer[] servers) =>
        SupervisorPlan.Make(count, "old", next, servers, backOff: false, mayStart: true);

    private static void AssertPlan(SupervisorPlan plan, int starts = 0, bool trial = false, string[]? stops = null)
    {
        Assert.Equal(starts, plan.Starts);
        Assert.Equal(trial, plan.StartsTrial);
        Assert.Equal(stops ?? [], plan.Stops.Select(server => server.Name));
    }
}
