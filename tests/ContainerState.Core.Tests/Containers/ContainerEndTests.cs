using ContainerState.Containers;
using ContainerState.Core.Tests.Support;

namespace ContainerState.Core.Tests.Containers;

public sealed class ContainerEndTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("", 0, null)]
    [InlineData("Child <30975> ended on error (3)", 3, null)]
    [InlineData("Child <34148> ended on signal Killed(9)", null, 9)]
    [InlineData("Child <34148> ended on signal (11)", null, 11)]
    [InlineData("Child <1> ended on error (3)\nChild <2> ended on signal Aborted(6)", null, 6)]
    public void What_LXC_says_of_its_init_is_read(string said, int? exitCode, int? signal)
    {
        Write("oom_kill_disable 0\nunder_oom 0\noom_kill 0\n", said);

        var end = ContainerEnd.Read(_temp.Path)!;

        Assert.Equal((exitCode, signal, false), (end.ExitCode, end.Signal, end.OutOfMemory));
        Assert.InRange(end.Utc, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
    }

    [Theory]
    [InlineData("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n", true)]
    [InlineData("low 0\nhigh 0\nmax 12\noom 2\noom_kill 1\noom_group_kill 0\n", true)]
    [InlineData("low 0\nhigh 0\nmax 12\noom 2\noom_kill 0\n", false)]
    [InlineData("", false)]
    public void Memory_that_ran_out_is_seen_on_both_kinds_of_cgroups(string counts, bool ranOut)
    {
        Write(counts, "Child <7> ended on signal Killed(9)");
        Assert.Equal(ranOut, ContainerEnd.Read(_temp.Path)!.OutOfMemory);
    }

    [Fact]
    public void Nothing_is_known_before_the_monitor_has_said_it() => Assert.Null(ContainerEnd.Read(_temp.Path));

    [Fact]
    public void Where_LXC_says_no_status_an_end_without_one_is_not_a_good_one()
    {
        Write("oom_kill 1\n", "");
        Assert.Equal((null, null, true), (ContainerEnd.Read(_temp.Path, tellsStatus: false) is { } end) ? (end.ExitCode, end.Signal, end.OutOfMemory) : default);
    }

    [Fact]
    public void What_LXC_said_of_the_start_is_forgotten_and_what_it_says_later_is_not()
    {
        Write("", new string('x', 100_000));
        ContainerEnd.Forget(_temp.Path);
        File.AppendAllText(ContainerFiles.EngineLog(_temp.Path), "Child <7> ended on error (3)\n");
        ContainerEnd.Forget(_temp.Path);

        Assert.Equal(3, ContainerEnd.Read(_temp.Path)!.ExitCode);
        Assert.DoesNotContain("xxx", File.ReadAllText(ContainerFiles.EngineLog(_temp.Path)), StringComparison.Ordinal);
    }

    private void Write(string counts, string said)
    {
        File.WriteAllText(ContainerFiles.End(_temp.Path), counts);
        File.WriteAllText(ContainerFiles.EngineLog(_temp.Path), $"lxc-start t1 20261126103440.700 INFO     error - ../src/lxc/error.c:31 - {said}\n");
    }
}
