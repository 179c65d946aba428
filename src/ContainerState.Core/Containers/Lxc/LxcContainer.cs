using System.Globalization;
using System.Runtime.InteropServices;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Platform;

namespace ContainerState.Containers.Lxc;

/// <summary>Runs containers with LXC's own programs.</summary>
internal static class LxcContainer
{
    /// <summary>
    /// The programs that a start is, one after the other, in one process: what ends it with us, what has it ignore a signal, what
    /// gives it a personality, and lxc-start, which becomes the monitor. It begins in the container's folder, and then has LXC's log there open; by
    /// that it is known until it has a cgroup of its own. lxc-attach is not among them: it ends with the container.
    /// </summary>
    public static readonly IReadOnlyList<string> Starters = ["setpriv", "env", "setarch", "lxc-start"];

    // What the reaper says on the console when there is no such program, or it cannot be executed.
    private const string ReaperFault = "[FATAL tini";

    // Of each file that LXC's monitor writes, in bytes: more than a console without a spool may have.
    private const long MostLogged = 8 << 20;

    private static readonly TimeSpan ExecutionPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    // 022: only its owner writes.
    private const int UsualUmask = 0b000_010_010;

    /// <summary>Starts a container; returns when its init runs.</summary>
    /// <exception cref="ServerStartException">It did not come up. What it left is for <see cref="ContainerRemains"/>.</exception>
    public static async Task<ContainerProcesses> StartAsync(
        ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, CancellationToken cancel)
    {
        await ConfigureAsync(spec, cgroups, ContainerConsole.File, cancel);
        ContainerCgroups.OpenShared(cgroups);
        // LXC makes what lacks of them as the umask has it, which may be anybody's.
        using var programs = ProgramLauncher.Enter(ProgramLauncher.Current.Surroundings with { Umask = UsualUmask });
        var command = Unstopped(Start(spec, TellsStatus(spec.Spool) ? "INFO" : "WARN"))
            .With("--pidfile", ContainerFiles.MonitorId(spec.Folder), "--daemon", "--")
            .With(spec.Reaper is null ? [] : [Reaper.Path, "--"])
            .With([.. ContainerText.Command("init", spec.Init)]);
        var result = await ProgramRunner.TryRunAsync(command, cancel: cancel);
        if (result.ExitCode != 0)
        {
            throw new ServerStartException(spec.Name, "LXC could not start it.", ContainerFaults.Describe(spec.Folder));
        }
        if (ReadMonitor(spec.Folder) is not { } monitor || ContainerCgroups.FindInit(spec.Name, monitor.Id) is not { } init)
        {
            await EndedAsync(spec, Deadline.In(EndPatience), cancel);
            throw new ServerStartException(spec.Name, $"its init, {spec.Init[0]}, ended at once.", ContainerFaults.Describe(spec.Folder));
        }
        if (spec.Reaper is { } reaper)
        {
            await RequireProgramAsync(spec, reaper, init, cancel);
        }
        if (TellsStatus(spec.Spool))
        {
            LimitLog(spec, monitor);
        }
        MonitorQuota.Set(spec.Name, spec.Limits.Cpus, cgroups);
        spec.Network?.Isolate();
        return new(monitor, init);
    }

    /// <summary>
    /// True when LXC's log will say with which exit code or signal the container ended. Where the console goes to a spool it must not: each line over
    /// the spool's limit is a signal, LXC has a line for each signal, and one over the log's limit would be the next.
    /// </summary>
    public static bool TellsStatus(string? spool) => spool is null;

    // What it said of a start that went well is of no use, and a server that has its init stopped and continued for ever is to fill no host.
    private static void LimitLog(ContainerSpec spec, ProcessIdentity monitor)
    {
        ContainerEnd.Forget(spec.Folder);
        if (!LibC.LimitFileSize(monitor.Id, MostLogged) && monitor.IsAlive())
        {
            throw new ServerStartException(spec.Name, "the size of LXC's log cannot be limited", "");
        }
    }

    // The first process is there whether or not the one that it starts can be.
    private static async Task RequireProgramAsync(ContainerSpec spec, string reaper, ProcessIdentity init, CancellationToken cancel)
    {
        var itself = FileStatus.OfTarget(reaper).File;
        var end = Deadline.In(ExecutionPatience);
        while (init.IsAlive() && !end.IsOver)
        {
            if (ContainerCgroups.Inner(spec.Name).Any(process => process != init && ProgramOf(process) is { } program && program != itself))
            {
                return;
            }
            await Task.Delay(1, cancel);
        }
        if (init.IsAlive())
        {
            return;
        }
        await EndedAsync(spec, end, cancel);
        if (ContainerFaults.Describe(spec.Folder) is var said && said.Contains(ReaperFault, StringComparison.Ordinal))
        {
            throw new ServerStartException(spec.Name, $"its init, {spec.Init[0]}, cannot be executed.", said);
        }
    }

    // What it said is in the log once LXC's monitor has taken everything down.
    private static async Task EndedAsync(ContainerSpec spec, Deadline end, CancellationToken cancel)
    {
        while (ContainerEnd.Read(spec.Folder) is null && !end.IsOver)
        {
            await Task.Delay(1, cancel);
        }
    }

    private static string? ProgramOf(ProcessIdentity process)
    {
        try
        {
            return FileStatus.OfTarget($"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/exe").File;
        }
        catch (IOException)
        {
            // It has just ended.
            return null;
        }
    }

    /// <summary>Runs a container to its end. It is a child of ours: when we die, it dies.</summary>
    /// <param name="spec">The container.</param>
    /// <param name="cgroups">The host's hierarchies.</param>
    /// <param name="output">Reads what its init writes to standard output.</param>
    /// <param name="cancel">Kills it.</param>
    /// <exception cref="ServerStartException">LXC could not start it.</exception>
    public static async Task RunAsync(
        ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, Func<Stream, CancellationToken, Task> output, CancellationToken cancel)
    {
        await ConfigureAsync(spec, cgroups, ContainerConsole.Piped, cancel);
        var result = await ProgramRunner.TryRunAsync(Foreground(spec) with { KilledWithUs = true }, output: output, cancel: cancel);
        if (result.ExitCode != 0)
        {
            throw new ServerStartException(spec.Name, "LXC could not start it.", ContainerFaults.Describe(spec.Folder) + result.Error);
        }
    }

    /// <summary>Runs a container to its end with the caller's own terminal, or input and output where that is none.</summary>
    /// <exception cref="ServerStartException">LXC could not start it.</exception>
    public static async Task RunAttachedAsync(ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, bool hasTerminal, CancellationToken cancel)
    {
        await ConfigureAsync(spec, cgroups, hasTerminal ? ContainerConsole.Terminal : ContainerConsole.Inherited, cancel);
        if (await ProgramRunner.RunAttachedAsync(Foreground(spec) with { KilledWithUs = true }, cancel) != 0)
        {
            throw new ServerStartException(spec.Name, "LXC could not start it.", ContainerFaults.Describe(spec.Folder));
        }
    }

    /// <summary>Runs a command in a container, as its root, with the rights of its init.</summary>
    /// <param name="folder">The container's folder.</param>
    /// <param name="init">Its init, whose processors are the command's.</param>
    /// <param name="firstId">The host's id of the container's root.</param>
    /// <param name="allArchitectures">As the container was started.</param>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="environment">All that it gets, with a PATH when this has none.</param>
    /// <param name="output">Reads what it writes to standard output.</param>
    /// <param name="cancel">Kills it.</param>
    public static Task<ProgramResult> ExecuteAsync(
        string folder,
        int init,
        long firstId,
        bool allArchitectures,
        IReadOnlyList<string> words,
        IReadOnlyDictionary<string, string> environment,
        Func<Stream, CancellationToken, Task> output,
        CancellationToken cancel)
    {
        var command = (Engine("lxc-attach", folder, allArchitectures) with { Processors = [.. ThreadCalls.ProcessorsOf(init)] }).With("--clear-env");
        if (!environment.ContainsKey("PATH"))
        {
            command = command.With("--set-var", "PATH=" + LxcConfiguration.DefaultPath);
        }
        foreach (var (name, value) in environment)
        {
            command = command.With("--set-var", ContainerText.Variable(name, value));
        }
        command = OutputAccess.For(command.With("--").With([.. ContainerText.Command("check", words)]), firstId);
        return ProgramRunner.TryRunAsync(command, output: output, cancel: cancel);
    }

    /// <summary>LXC's monitor of a container; null when it does not run, or never did.</summary>
    public static ProcessIdentity? ReadMonitor(string folder)
    {
        try
        {
            return int.TryParse(File.ReadAllText(ContainerFiles.MonitorId(folder)), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? ProcessIdentity.Of(id)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static ProgramCommand Foreground(ContainerSpec spec) =>
        Start(spec).With("--close-all-fds", "--foreground", "--").With([.. ContainerText.Command("build step", spec.Init)]);

    private static ProgramCommand Start(ContainerSpec spec, string priority = "WARN") =>
        (Engine("lxc-start", spec.Folder, spec.AllArchitectures) with { WorkingDirectory = spec.Folder, Processors = spec.Processors })
            .With("--logfile", ContainerFiles.EngineLog(spec.Folder), "--logpriority", priority);

    // The monitor hands SIGXFSZ, which it gets when a file that it writes is full, on to the container's init, and the reaper to the
    // server's program, which would end by it. What is ignored here is so by all of the server's programs that do not say otherwise.
    private static ProgramCommand Unstopped(ProgramCommand command) =>
        command with { Program = "env", Arguments = ["--ignore-signal=XFSZ", ProgramRunner.Require(command.Program), .. command.Arguments] };

    private static async Task ConfigureAsync(ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, ContainerConsole console, CancellationToken cancel)
    {
        if (console is ContainerConsole.File or ContainerConsole.Terminal)
        {
            OutputAccess.MakeModel(spec);
        }
        await File.WriteAllTextAsync(ContainerFiles.Seccomp(spec.Folder), SeccompProfile.Write(spec.MoreCalls, spec.NoNetlink), cancel);
        await File.WriteAllTextAsync(
            ContainerFiles.Configuration(spec.Folder), LxcConfiguration.Write(spec, cgroups, AppArmor.IsEnabled(), console), cancel);
    }

    // LXC makes its filter for every architecture that the machine runs programs of, and asks uname for the machine. Three of
    // them, as on x86_64, take libseccomp several times as long as one; elsewhere there are fewer, and processors without 32 bits. To a process with the personality of 32 bits uname
    // names a machine that has no other; the filter is that of the real one all the same. The container's own personality
    // is what its configuration says. LXC compares the folder as text, so that it is written in one way everywhere.
    private static ProgramCommand Engine(string program, string folder, bool allArchitectures) =>
        // Nothing of ours reaches LXC: it hands on sockets by LISTEN_FDS, and reads files by HOME. With a PATH it would look for newuidmap and
        // newgidmap, and run each by a shell, to write two lines that it writes itself otherwise: it is root, and SubordinateIds has asked
        // for the ids. A shell without a PATH has one of its own.
        (allArchitectures || RuntimeInformation.OSArchitecture != Architecture.X64 ? new ProgramCommand(program) : new ProgramCommand("setarch").With("linux32", ProgramRunner.Require(program))).WithoutEnvironment()
            .With("--lxcpath", Path.GetDirectoryName(folder)!, "--name", Path.GetFileName(folder));
}
