using ContainerState.Integration.Tests.CommandLine;
using Xunit;

namespace ContainerState.Integration.Tests.Supervisors;

public sealed class RollOutTests(SmallServer small) : SupervisorTests(small)
{
    private const string Init = "init: [/bin/busybox, httpd, -f, -v, -p, \"8080\", -h, /srv/www]";

    [Fact]
    public async Task A_new_image_is_rolled_out_one_at_a_time_and_never_fewer_are_well()
    {
        var repository = await CloneAsync();
        await using var supervisor = Supervise("--repo", repository, "--count", "3", "--interval", "0.3", "--settle", "0.5");
        await supervisor.WaitAsync(said => said is { Kind: "Started", Well: 3 });

        var next = await BuildNextAsync(repository, "a small new page\n");
        await supervisor.WaitAsync(said => said.Kind == "RolledOut");
        await Eventually.HoldsAsync(() => Running() is { Count: 3 } servers && servers.All(server => server.Image == next), "three of the new image");

        var events = supervisor.Events.SkipWhile(said => said.Kind != "RollingOut").ToList();
        Assert.All(events, said => Assert.InRange(said.Well, 3, 4));
        Assert.Equal(["Started", "Replaced", "Started", "Replaced", "Started"], events.Skip(1).TakeWhile(said => said.Kind != "RolledOut").Select(said => said.Kind));
        Assert.Equal(Small.Image, events.Last(said => said.Kind == "Replaced").Image);
    }

    [Theory]
    [InlineData("contains: small}", "contains: large, attempts: 2}", "contains its own text no more")]
    [InlineData(Init, "init: [/bin/busybox, false]", "ends at once")]
    [InlineData(Init, "init: [/no/such/program]", "is not there")]
    [InlineData(Init, "init: [/bin/busybox, sh, -c, \"/bin/busybox httpd -p 8080 -h /srv/www; /bin/busybox sleep 0.7\"]", "ends while it settles")]
    public async Task A_bad_new_image_is_not_rolled_out_and_a_good_one_after_it_is(string what, string by, string why)
    {
        var repository = await CloneAsync();
        await using var supervisor = Supervise("--repo", repository, "--count", "2", "--interval", "0.3", "--settle", "1.5");
        await supervisor.WaitAsync(said => said is { Kind: "Started", Well: 2 });
        var before = Running();

        var bad = await BuildNextAsync(repository, $"a small page whose init or check {why}\n", what, by);
        Assert.NotEqual(Small.Image, bad);
        var back = await supervisor.WaitAsync(said => said.Kind == "RolledBack");
        await Eventually.HoldsAsync(() => Running().Count == 2, "the trial is gone");
        // Several looks later it has not been tried again, and the same servers as before run on.
        await Task.Delay(1500);

        Assert.Equal(bad, back.Image);
        Assert.NotEmpty(back.Detail);
        Assert.Equal(1, supervisor.Count("RollingOut"));
        Assert.Equal(before.Select(server => server.StartedUtc), Running().Select(server => server.StartedUtc));
        Assert.DoesNotContain(supervisor.Events, said => said.Kind is "Replaced" or "BackingOff");

        var good = await BuildNextAsync(repository, "a small page that is good again\n", by, what);
        await supervisor.WaitAsync(said => said.Kind == "RolledOut" && said.Image == good);
        await Eventually.HoldsAsync(() => Running() is { Count: 2 } servers && servers.All(server => server.Image == good), "two of the good one");
    }

    [Fact]
    public async Task A_new_image_that_fails_after_the_first_was_let_in_is_taken_back()
    {
        var repository = await CloneAsync();
        await using var supervisor = Supervise("--repo", repository, "--count", "3", "--interval", "0.3", "--settle", "0.5");
        await supervisor.WaitAsync(said => said is { Kind: "Started", Well: 3 });

        var bad = await BuildNextAsync(
            repository, "a small page for a while\n", Init, "init: [/bin/busybox, sh, -c, \"/bin/busybox httpd -p 8080 -h /srv/www; /bin/busybox sleep 1.2\"]");
        await supervisor.WaitAsync(said => said.Kind == "RolledBack" && said.Image == bad);

        await Eventually.HoldsAsync(() => Running() is { Count: 3 } servers && servers.All(server => server.Image == Small.Image), "three of the old image");
        Assert.Contains(supervisor.Events, said => said.Kind == "Started" && said.Image == bad);
        Assert.Equal(0, supervisor.Count("RolledOut"));
    }

    [Fact]
    public async Task An_unbuilt_commit_changes_nothing_and_a_broken_one_is_told_once()
    {
        var repository = await CloneAsync();
        await using var supervisor = Supervise("--repo", repository, "--interval", "0.2");
        await supervisor.WaitAsync(said => said.Kind == "Started");
        await CommandLineProgram.GitAsync(repository, "commit", "--quiet", "--allow-empty", "-m", "Not built");
        await Task.Delay(1000);
        Assert.Equal(["Started"], supervisor.Events.Select(said => said.Kind));

        Directory.Move(repository, repository + "-away");
        await supervisor.WaitAsync(said => said.Kind == "Trouble");
        await Task.Delay(1000);
        Assert.Equal(1, supervisor.Count("Trouble"));
        Assert.Single(Running());
    }
}
