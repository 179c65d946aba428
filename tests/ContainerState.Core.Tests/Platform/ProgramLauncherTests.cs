using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class ProgramLauncherTests
{
    [Fact]
    public async Task Programs_of_the_task_find_another_umask_variable_and_CPU_count()
    {
        var before = await LookAsync();
        using (ProgramLauncher.Enter(Other()))
        {
            Assert.Equal("0031 there 1", await LookAsync());
            // Others that the task starts, on whatever thread, do too.
            Assert.Equal("0031 there 1", await Task.Run(LookAsync, TestContext.Current.CancellationToken));
        }
        Assert.Equal(before, await LookAsync());
    }

    [Fact]
    public async Task Programs_of_other_tasks_meanwhile_find_what_they_always_find()
    {
        var before = await LookAsync();
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var other = Task.Run(async () =>
        {
            using var launcher = ProgramLauncher.Enter(Other());
            entered.SetResult();
            await leave.Task;
            return await LookAsync();
        }, TestContext.Current.CancellationToken);
        await entered.Task;
        Assert.Equal(before, await LookAsync());
        leave.SetResult();
        Assert.Equal("0031 there 1", await other);
    }

    [Fact]
    public async Task A_command_s_own_variables_win()
    {
        using var launcher = ProgramLauncher.Enter(Other());
        var result = await RunAsync(new ProgramCommand("sh").With("-c", "echo $PLACE").WithEnvironment("PLACE", "own"));
        Assert.Equal("own", result);
    }

    [Fact]
    public async Task Programs_of_root_find_another_host_name_and_no_network()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may have another host name.");
        // Not the host's devices by name: servers that start meanwhile have some too.
        const string Look = "hostname; readlink /proc/self/ns/net";
        var before = await RunAsync(new ProgramCommand("sh").With("-c", Look));
        using (ProgramLauncher.Enter(new ProgramSurroundings { HostName = "elsewhere", NoNetwork = true }))
        {
            Assert.Equal("elsewhere\nlo", await RunAsync(new ProgramCommand("sh").With("-c", "hostname; tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")));
            var refused = await ProgramRunner.TryRunAsync(new ProgramCommand("bash").With("-c", "exec 3<>/dev/tcp/127.0.0.1/1"), cancel: TestContext.Current.CancellationToken);
            Assert.Contains("Network is unreachable", refused.Error, StringComparison.Ordinal);
        }
        Assert.Equal(before, await RunAsync(new ProgramCommand("sh").With("-c", Look)));
        Assert.Equal(Environment.MachineName, before.Split('\n')[0]);
    }

    private static ProgramSurroundings Other() => new()
    {
        Umask = 25,
        Processors = 1,
        Environment = System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add("PLACE", "there"),
    };

    private static Task<string> LookAsync() => RunAsync(new ProgramCommand("sh").With("-c", "echo $(umask) ${PLACE-here} $(nproc)"));

    private static async Task<string> RunAsync(ProgramCommand command) =>
        (await ProgramRunner.RunAsync(command, cancel: TestContext.Current.CancellationToken)).Output.TrimEnd('\n');
}
