using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>Why and when a server ended.</summary>
public sealed record ServerEnd
{
    // As a shell, and a reaper, tell of a program that a signal killed.
    private const int SignalBase = 128;

    // signal(7), as on x86-64 and ARM. Real-time signals have no names.
    private static readonly string[] Signals =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU",
        "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>When, in universal time.</summary>
    public required DateTime EndedUtc { get; init; }

    /// <summary>The exit code of its init; null when a signal killed it, when it was stopped, and when its console goes to a log server, where nobody knows.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The name of the signal that killed its init; empty when none did.</summary>
    public string Signal { get; init; } = "";

    /// <summary>True when the kernel killed a program of it, since it had used up its memory.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>True when it ran until it was stopped.</summary>
    public bool WasStopped { get; init; }

    /// <summary>The last lines that it wrote, the newest last.</summary>
    public IReadOnlyList<string> LastLines { get; init => field = new TextList<string>(value ?? []); } = new TextList<string>([]);

    /// <summary>Why it ended, in a few words.</summary>
    public string Reason
    {
        get
        {
            var how = this switch
            {
                { WasStopped: true } => "stopped",
                { Signal.Length: > 0 } => "killed by " + Signal,
                { ExitCode: { } code } => $"exit code {code}",
                _ => "ended by itself",
            };
            return OutOfMemory && !WasStopped ? how + ", out of memory" : how;
        }
    }

    /// <summary>Why it ended.</summary>
    public override string ToString() => Reason;

    /// <summary>Why it ended, and the last that it wrote.</summary>
    internal string WithLastLine() => LastLines.Count == 0 ? Reason : $"{Reason}; its last line: {OneLine.From(LastLines[^1])}";

    /// <summary>What a first process that ended says.</summary>
    /// <param name="utc">When.</param>
    /// <param name="exitCode">Its exit code, if any.</param>
    /// <param name="signal">The signal that killed it, if any.</param>
    /// <param name="outOfMemory">True when memory ran out.</param>
    /// <param name="hasReaper">True when it is a reaper, which ends as init did: after a signal with 128 and its number.</param>
    internal static ServerEnd Of(DateTime utc, int? exitCode, int? signal, bool outOfMemory, bool hasReaper)
    {
        if (hasReaper && exitCode > SignalBase && exitCode - SignalBase < Signals.Length)
        {
            (exitCode, signal) = (null, exitCode - SignalBase);
        }
        return new()
        {
            EndedUtc = utc,
            ExitCode = exitCode,
            Signal = signal is not { } number ? "" : number > 0 && number < Signals.Length ? Signals[number] : $"signal {number}",
            OutOfMemory = outOfMemory,
        };
    }
}
