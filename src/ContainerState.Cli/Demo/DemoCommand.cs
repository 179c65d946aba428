using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Platform;

namespace ContainerState.Cli.Demo;

/// <summary><c>containerstate demo</c></summary>
internal sealed class DemoCommand : CliCommand
{
    private readonly Option<bool> keep = new("--keep") { Description = "Keep the repository and the server for inspection." };

    /// <summary>Creates the command.</summary>
    public DemoCommand()
        : base("demo", "Run the whole pipeline: build a Debian web server from a Git commit, boot it, test it and kill it. Needs root.") => Add(keep);

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        await PrepareHostAsync(run);

        // One at a time, and always in the same place, so that the next demo finds and cleans up what a killed one left.
        using var turn = await FileLock.TakeAsync(Path.Combine(run.Host.Home, "demo.lock"), "The demo", TimeSpan.Zero, run.Cancel);
        var demo = new DemoServer(run, Path.Combine(run.Host.Home, "demo"));
        await demo.ClearAsync();
        var kept = false;
        try
        {
            await demo.RunAsync();
            kept = run.Get(keep);
            if (!kept)
            {
                await demo.KillAsync();
            }
        }
        finally
        {
            if (!kept)
            {
                await demo.ClearAsync();
            }
        }

        run.Output.Line("");
        run.Output.WriteTable(DemoStepView.Instance, demo.Steps);
        if (kept)
        {
            Explain(run.Output, demo);
        }
    }

    private static async Task PrepareHostAsync(Invocation run)
    {
        var plan = await new ServerHost(run.Host).PlanSetUpAsync(cancel: run.Cancel);
        if (plan.Count > 0)
        {
            run.Output.Line("This machine has to be set up first:");
        }
        foreach (var step in plan)
        {
            run.Output.Line("  - " + Plain.Line(step));
        }
        Root.Require("The demo");
        if (plan.Count == 0)
        {
            return;
        }
        var lacking = (await new ServerHost(run.Host).SetUpAsync(progress: run.Progress, cancel: run.Cancel)).Where(check => !check.Passed && check.Area != HostCheck.LimitArea).ToList();
        if (lacking.Count > 0)
        {
            throw new HostNotReadyException([.. lacking.Select(check => $"{check.Name}: {check.Remedy.TrimEnd('.')}")]);
        }
    }

    private static void Explain(CommandOutput output, DemoServer demo)
    {
        var command = Command();
        output.Line("");
        output.Line("The server and its repository are still there. To look at them:");
        output.Line($"  curl {demo.Url}");
        output.Line($"  git -C {demo.Path} log --stat --oneline");
        output.Line($"  {command} server log {DemoFiles.Name} --follow");
        output.Line("To kill the server, and then remove its image and its repository:");
        output.Line($"  {command} server stop {DemoFiles.Name} --force");
        output.Line($"  {command} image remove {DemoFiles.Name}");
        output.Line($"  rm -r {demo.Path}");
        output.Line("The next demo also removes all of this.");
    }

    // In a form that can be typed: with dotnet run, the program is not on PATH.
    private static string Command()
    {
        if (ProgramRunner.Find("containerstate") is not null)
        {
            return "containerstate";
        }
        return Path.GetFileName(Environment.ProcessPath) is "dotnet" or null
            ? "dotnet " + Path.Combine(AppContext.BaseDirectory, "containerstate.dll")
            : Environment.ProcessPath!;
    }
}
