using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Supervisors;

public sealed class BackOffTests
{
    private static readonly TimeSpan Nothing = TimeSpan.Zero;

    [Fact]
    public void After_the_first_deaths_the_wait_doubles_up_to_a_minute()
    {
        var backOff = new BackOff(1);
        var waits = Enumerable.Range(0, 14).Select(_ => After(backOff, Nothing).Delay.TotalSeconds);

        Assert.Equal([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60], waits);
    }

    [Fact]
    public void Many_servers_may_lose_two_generations_at_once_before_starts_wait()
    {
        var backOff = new BackOff(5);
        for (var death = 0; death < 12; death++)
        {
            Assert.False(After(backOff, Nothing).IsOn);
        }
        Assert.True(After(backOff, Nothing).IsOn);
    }

    [Fact]
    public void Servers_that_are_up_for_a_while_and_then_die_again_and_again_wait_too()
    {
        var backOff = new BackOff(1);
        for (var death = 0; death < 30; death++)
        {
            Lives(backOff, 10);
            Assert.False(After(backOff, TimeSpan.FromSeconds(10)).IsOn);
        }
        Lives(backOff, 10);
        Assert.Equal(1, After(backOff, TimeSpan.FromSeconds(10)).Delay.TotalSeconds);
        Lives(backOff, 10);
        Assert.Equal(2, After(backOff, TimeSpan.FromSeconds(10)).Delay.TotalSeconds);
    }

    [Fact]
    public void A_hundred_kills_in_a_minute_make_no_start_of_five_servers_wait()
    {
        var backOff = new BackOff(5);
        for (var kill = 0; kill < 100; kill++)
        {
            // One in three is killed right after its start.
            var age = kill % 3;
            Lives(backOff, age + 1);
            Assert.False(After(backOff, TimeSpan.FromSeconds(age)).IsOn);
        }
    }

    [Fact]
    public void One_that_lives_for_half_a_minute_ends_the_waiting()
    {
        var backOff = new BackOff(1);
        for (var death = 0; death < 40; death++)
        {
            After(backOff, Nothing);
        }
        Lives(backOff, 29);
        Assert.True(backOff.IsOn);

        Lives(backOff, 31);

        Assert.False(backOff.IsOn);
        Assert.Equal(TimeSpan.Zero, backOff.Delay);
    }

    [Fact]
    public void A_server_old_before_the_deaths_does_not_end_the_waiting()
    {
        var backOff = new BackOff(1);
        for (var death = 0; death < 5; death++)
        {
            After(backOff, Nothing);
            backOff.Lives(TimeSpan.FromHours(1), TimeSpan.FromHours(1.1));
        }
        Assert.True(backOff.IsOn);
    }

    [Fact]
    public void One_that_dies_at_an_age_counts_for_nothing()
    {
        var backOff = new BackOff(1);
        for (var death = 0; death < 100; death++)
        {
            Assert.False(After(backOff, BackOff.Young).IsOn);
        }
    }

    [Fact]
    public void Years_of_deaths_still_wait_a_minute()
    {
        var backOff = new BackOff(1);
        for (var death = 0; death < 100_000; death++)
        {
            After(backOff, Nothing);
        }
        Assert.Equal(BackOff.Cap, backOff.Delay);
    }

    private static BackOff After(BackOff backOff, TimeSpan age)
    {
        backOff.Died(age);
        return backOff;
    }

    private static void Lives(BackOff backOff, int seconds) => backOff.Lives(TimeSpan.Zero, TimeSpan.FromSeconds(seconds));
}
