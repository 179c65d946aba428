using System.Diagnostics;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>The command line as a process that a test can send signals to.</summary>
internal sealed class StartedProgram : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private StartedProgram(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    // A shell that runs the tests in the background has its children ignore Ctrl+C.
    public static StartedProgram Start(Workbench bench, params string[] arguments) =>
        new(bench.Program.Start(
            ["env", "--default-signal=INT"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = Directory.CreateDirectory(bench.At("tmp")).FullName },
            arguments));

    public bool HasEnded => process.HasExited;

    /// <summary>For the message of a test that fails: what it said when it has ended, else what it and its children wait for.</summary>
    public async Task<string> DescribeAsync()
    {
        if (process.HasExited)
        {
            var result = await EndAsync();
            return $"It ended with {result.ExitCode}: {result.Output}{result.Error}";
        }
        return await Workbench.RunAsync("ps", "-e", "-o", "pid,ppid,stat,etimes,wchan:32,args", "--forest");
    }

    /// <summary>SIGKILL to the process alone, as the kernel's own out-of-memory killer does it.</summary>
    public void Kill() => process.Kill(entireProcessTree: false);

    /// <summary>Ctrl+C.</summary>
    public Task InterruptAsync() => Workbench.RunAsync("kill", "-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public async Task<CommandLineResult> EndAsync()
    {
        await process.WaitForExitAsync();
        // A child that outlives it would hold the pipes: the leftovers are judged elsewhere, so do not wait for ever.
        await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(TimeSpan.FromSeconds(10)));
        return new(process.ExitCode, output.IsCompleted ? await output : "", error.IsCompleted ? await error : "");
    }

    public void Dispose() => process.Dispose();
}
