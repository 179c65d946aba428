using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using ContainerState.Errors;

namespace ContainerState.Platform;

/// <summary>The one way to run a program.</summary>
public static class ProgramRunner
{
    private const int ErrorKept = 64 * 1024;
    private const int ErrorShown = 2000;

    /// <summary>Runs the program to its end and hands back what it wrote.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="input">Writes its standard input; null for an empty one.</param>
    /// <param name="output">Reads its standard output; null to collect it as text.</param>
    /// <param name="errorLine">Is told each line of standard error as it comes; may be null.</param>
    /// <param name="cancel">Kills the program and all its children.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ProgramNotFound"/>: It is not installed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the program is gone.</exception>
    public static async Task<ProgramResult> TryRunAsync(
        ProgramCommand command,
        Func<Stream, CancellationToken, Task>? input = null,
        Func<Stream, CancellationToken, Task>? output = null,
        Action<string>? errorLine = null,
        CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        using var process = await StartAsync(command);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var kill = stop.Token.Register(() => Kill(process));

        var collected = "";
        var error = ReadErrorAsync(process, errorLine);
        var reading = Guard(async () =>
        {
            if (output is null)
            {
                collected = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            }
            else
            {
                PipeRoom.Widen(process.StandardOutput.BaseStream);
                await output(process.StandardOutput.BaseStream, stop.Token);
            }
        }, killOnBrokenPipe: true);
        var writing = Guard(async () =>
        {
            await using var stream = process.StandardInput.BaseStream;
            if (input is not null)
            {
                PipeRoom.Widen(stream);
                await input(stream, stop.Token);
            }
        }, killOnBrokenPipe: false);

        var readFault = await reading;
        var writeFault = await writing;
        await process.WaitForExitAsync(CancellationToken.None);
        var errorText = await error;
        cancel.ThrowIfCancellationRequested();

        // A program that ended early closes its pipes; its own exit code says more than our broken pipe does.
        if (readFault is not null || (writeFault is not null && (process.ExitCode == 0 || writeFault is not IOException)))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(readFault ?? writeFault!);
        }
        return new ProgramResult(command, process.ExitCode, collected, errorText);

        // A reader that gave up would leave the program waiting for ever; a program that stopped reading ends by itself.
        async Task<Exception?> Guard(Func<Task> action, bool killOnBrokenPipe)
        {
            try
            {
                await Task.Run(action, CancellationToken.None);
                return null;
            }
            catch (Exception fault)
            {
                if (killOnBrokenPipe || fault is not IOException)
                {
                    await stop.CancelAsync();
                }
                return fault;
            }
        }
    }

    /// <summary>As <see cref="TryRunAsync"/>, and an exit code other than 0 is an error.</summary>
    /// <exception cref="ProgramFailedException">It ended with an error; carries its last words.</exception>
    public static async Task<ProgramResult> RunAsync(
        ProgramCommand command,
        Func<Stream, CancellationToken, Task>? input = null,
        Func<Stream, CancellationToken, Task>? output = null,
        Action<string>? errorLine = null,
        CancellationToken cancel = default)
    {
        var result = await TryRunAsync(command, input, output, errorLine, cancel);
        return result.ExitCode == 0 ? result : throw Failed(result);
    }

    /// <summary>Runs a program with our own terminal, input and output, to its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ProgramNotFound"/>: It is not installed.</exception>
    public static async Task<int> RunAttachedAsync(ProgramCommand command, CancellationToken cancel = default)
    {
        using var process = await StartAsync(command, attached: true);
        await using var kill = cancel.Register(() => Kill(process));
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    /// <summary>The error for a result with an exit code other than 0.</summary>
    public static ProgramFailedException Failed(ProgramResult result)
    {
        var error = result.Error.Trim();
        return new(result.Command.ToString(), result.ExitCode, error.Length > ErrorShown ? "…" + error[^ErrorShown..] : error);
    }

    /// <summary>The absolute path of a program on PATH, or in the folders for administrators; null when it is nowhere.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/'))
        {
            return File.Exists(program) ? program : null;
        }
        // A user's PATH on Debian leaves out the folders where mkfs and its like live.
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"])
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The same of a program that has to be there.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ProgramNotFound"/>: It is nowhere.</exception>
    public static string Require(string program) => Find(program) ?? throw PlatformFaults.NoProgram(program);

    private static async Task<Process> StartAsync(ProgramCommand command, bool attached = false)
    {
        var path = Require(command.Program);
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = !attached,
            RedirectStandardOutput = !attached,
            RedirectStandardError = !attached,
            UseShellExecute = false,
            WorkingDirectory = command.WorkingDirectory ?? "",
            StandardOutputEncoding = attached ? null : Encoding.UTF8,
            StandardErrorEncoding = attached ? null : Encoding.UTF8,
        };
        if (command.KilledWithUs || (command.DiesWithUs && Environment.IsPrivilegedProcess))
        {
            // The namespace's first process dies with unshare, which dies with us; and with it, all in the namespace.
            start.FileName = Require("setpriv");
            string[] space = command.KilledWithUs ? ["--"] : ["unshare", "--pid", "--fork", "--kill-child=KILL", "--mount-proc", "--"];
            foreach (var word in (string[])["--pdeathsig", "KILL", .. space, path])
            {
                start.ArgumentList.Add(word);
            }
        }
        else
        {
            start.FileName = path;
        }
        foreach (var argument in command.Arguments)
        {
            start.ArgumentList.Add(argument);
        }
        var launcher = ProgramLauncher.Current;
        foreach (var (name, value) in launcher.Surroundings.Environment.Concat(command.Environment))
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        launcher.Post(() =>
        {
            var before = command.Processors.Length > 0 ? ThreadCalls.ProcessorsOf(0) : [];
            try
            {
                if (command.Processors.Length > 0 && ThreadCalls.KeepTo(command.Processors) is var error and not 0)
                {
                    throw new HostNotReadyException([$"the kernel does not let programs be started on processors {string.Join(',', command.Processors)}: error {error}"]);
                }
                started.SetResult(Process.Start(start) ?? throw PlatformFaults.NoProgram(command.Program));
            }
            catch (Win32Exception)
            {
                started.SetException(PlatformFaults.NoProgram(command.Program));
            }
            catch (Exception fault)
            {
                started.SetException(fault);
            }
            finally
            {
                if (before.Count > 0)
                {
                    _ = ThreadCalls.KeepTo(before);
                }
            }
        });
        return await started.Task;
    }

    private static async Task<string> ReadErrorAsync(Process process, Action<string>? errorLine)
    {
        var kept = new StringBuilder();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            errorLine?.Invoke(line);
            kept.Append(line).Append('\n');
            if (kept.Length > 2 * ErrorKept)
            {
                kept.Remove(0, kept.Length - ErrorKept);
            }
        }
        return kept.Length > ErrorKept ? kept.ToString(kept.Length - ErrorKept, ErrorKept) : kept.ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
