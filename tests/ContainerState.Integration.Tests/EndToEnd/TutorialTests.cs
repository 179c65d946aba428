using System.Diagnostics;
using System.Text.RegularExpressions;
using ContainerState.Hosts;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>docs/tutorial.md, typed in command by command, as somebody does who has nothing yet: an empty folder, home and store.</summary>
public sealed partial class TutorialTests : IDisposable
{
    // No other test, and no person, has servers of this name.
    private readonly string name = "t-hello-" + Guid.NewGuid().ToString("N")[..8];
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task The_tutorial_shows_what_its_commands_print()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        var scheduler = Directory.Exists("/run/systemd/system") ? "systemd" : "cron";
        using var cron = scheduler == "cron" ? await StartCronAsync() : null;
        var page = await File.ReadAllTextAsync(Path.Combine(Solution.Folder, "docs/tutorial.md"));
        var steps = Tutorial.Read(page, scheduler, name, FreePort.Find());
        var clock = Stopwatch.StartNew();
        try
        {
            var answers = await TypeAsync(steps);

            for (var i = 0; i < answers.Count; i++)
            {
                var what = $"# {steps[i].Command}\n{answers[i].Text}";
                // One that must fail is followed by a look at how it did.
                var mayFail = i + 1 < steps.Count && steps[i + 1].Command == "echo $?";
                Assert.True(answers[i].Code == "0" || mayFail, $"{what}ended with {answers[i].Code}");
                var missing = Tutorial.Missing(steps[i], answers[i].Text);
                Assert.True(missing is null, $"{what}The page shows {missing}");
            }
            Assert.Equal(steps.Count, answers.Count);
            Assert.Empty(ThisHost.Servers.List(name + "*"));
            TestContext.Current.TestOutputHelper?.WriteLine($"{steps.Count} commands in {clock.Elapsed.TotalSeconds:0.0} s:\n" + string.Join("\n", answers.Zip(steps, (answer, step) => $"{answer.At} {step.Command}")));
        }
        finally
        {
            await bench.Program.RunAsync("server", "unschedule", name);
            await bench.Program.RunAsync("server", "stop", name + "*", "--force");
            if (cron is not null)
            {
                cron.Kill();
                await cron.WaitForExitAsync();
            }
        }
    }

    // One shell for all of it. It says after each command how that ended, and goes on as if it had said nothing.
    private async Task<IReadOnlyList<(string Text, string Code, string At)>> TypeAsync(IReadOnlyList<TutorialStep> steps)
    {
        Directory.CreateDirectory(bench.At("user"));
        Directory.CreateDirectory(bench.At("empty"));
        var script = string.Concat(steps.Select(step => $"{step.Command}\ncode=$?; printf '@%s@%s@\\n' $code $SECONDS; (exit $code)\n"));
        await File.WriteAllTextAsync(bench.At("typed"), $"exec 2>&1\ncd {bench.At("empty")}\n{script}");
        var result = await ProgramRunner.TryRunAsync(new ProgramCommand("timeout").WithoutEnvironment()
            .With("240", "bash", bench.At("typed"))
            .WithEnvironment("PATH", $"{NativeProgram.Folder}:/usr/sbin:/usr/bin:/sbin:/bin")
            .WithEnvironment("HOME", bench.At("user"))
            .WithEnvironment("CONTAINERSTATE_HOME", bench.Program.Home));
        return [.. Answers().Matches(result.Output).Select(answer => (answer.Groups["text"].Value, answer.Groups["code"].Value, answer.Groups["at"].Value))];
    }

    // The machine's own, where there is one.
    private static async Task<Process?> StartCronAsync()
    {
        if (ProgramRunner.Find("cron") is null)
        {
            await AptInstaller.InstallAsync(["cron"], _ => { }, CancellationToken.None);
        }
        var isRunning = (await ProgramRunner.TryRunAsync(new ProgramCommand("pidof").With("cron"))).ExitCode == 0;
        return isRunning ? null : Process.Start(ProgramRunner.Require("cron"), "-f");
    }

    [GeneratedRegex("(?<text>.*?)@(?<code>[0-9]+)@(?<at>[0-9]+)@\n", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Answers();
}
