using System.Globalization;
using System.Runtime.InteropServices;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Containers;

/// <summary>Runs containers with LXC's own programs.</summary>
internal static class LxcContainer
{
    /// <summary>
    /// The programs that a start is, one after the other, in one process: what ends it with us, what gives it a personality,
    /// and lxc-start, which becomes the monitor. It begins in the container's folder, and then has LXC's log there open; by
    /// that it is known until it has a cgroup of its own. lxc-attach is not among them: it ends with the container.
    /// </summary>
    public static readonly IReadOnlyList<string> Starters = ["setpriv", "setarch", "lxc-start"];

    /// <summary>Starts a container; returns when its init runs.</summary>
    /// <exception cref="ServerStartException">It did not come up. What it left is for <see cref="ContainerRemains"/>.</exception>
    public static async Task<ContainerProcesses> StartAsync(
        ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, CancellationToken cancel)
    {
        await ConfigureAsync(spec, cgroups, ContainerConsole.File, cancel);
        var command = Start(spec)
            .With("--pidfile", ContainerFiles.MonitorId(spec.Folder), "--daemon", "--")
            .With([.. ContainerText.Command("init", spec.Init)]);
        var result = await ProgramRunner.TryRunAsync(command, cancel: cancel);
        if (result.ExitCode != 0)
        {
            throw new ServerStartException(spec.Name, "LXC could not start it.", ContainerFaults.Describe(spec.Folder));
        }
        if (ReadMonitor(spec.Folder) is not { } monitor || ContainerCgroups.FindInit(spec.Name, monitor.Id) is not { } init)
        {
            throw new ServerStartException(spec.Name, $"its init, {spec.Init[0]}, ended at once.", ContainerFaults.Describe(spec.Folder));
        }
        MonitorQuota.Set(spec.Name, spec.Limits.Cpus, cgroups);
        spec.Network?.Isolate();
        return new(monitor, init);
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
        await ConfigureAsync(spec, cgroups, ContainerConsole.Inherited, cancel);
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
    /// <param name="allArchitectures">As the container was started.</param>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="environment">All that it gets, with a PATH when this has none.</param>
    /// <param name="output">Reads what it writes to standard output.</param>
    /// <param name="cancel">Kills it.</param>
    public static Task<ProgramResult> ExecuteAsync(
        string folder,
        bool allArchitectures,
        IReadOnlyList<string> words,
        IReadOnlyDictionary<string, string> environment,
        Func<Stream, CancellationToken, Task> output,
        CancellationToken cancel)
    {
        var command = Engine("lxc-attach", folder, allArchitectures).With("--clear-env");
        if (!environment.ContainsKey("PATH"))
        {
            command = command.With("--set-var", "PATH=" + LxcConfiguration.DefaultPath);
        }
        foreach (var (name, value) in environment)
        {
            command = command.With("--set-var", ContainerText.Variable(name, value));
        }
        return ProgramRunner.TryRunAsync(command.With("--").With([.. ContainerText.Command("check", words)]), output: output, cancel: cancel);
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

    private static ProgramCommand Start(ContainerSpec spec) =>
        (Engine("lxc-start", spec.Folder, spec.AllArchitectures) with { WorkingDirectory = spec.Folder })
            .With("--logfile", ContainerFiles.EngineLog(spec.Folder), "--logpriority", "WARN");

    private static async Task ConfigureAsync(ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, ContainerConsole console, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(ContainerFiles.Seccomp(spec.Folder), SeccompProfile.Write(spec.MoreCalls, spec.NoNetlink), cancel);
        await File.WriteAllTextAsync(
            ContainerFiles.Configuration(spec.Folder), LxcConfiguration.Write(spec, cgroups, AppArmor.IsEnabled(), console), cancel);
    }

    // LXC makes its filter for every architecture that the machine runs programs of, and asks uname for the machine. Three of
    // them, as on x86_64, take libseccomp several times as long as one; elsewhere there are fewer, and processors without 32 bits. To a process with the personality of 32 bits uname
    // names a machine that has no other; the filter is that of the real one all the same. The container's own personality
    // is what its configuration says. LXC compares the folder as text, so that it is written in one way everywhere.
    private static ProgramCommand Engine(string program, string folder, bool allArchitectures) =>
        // Nothing of ours reaches LXC: it hands on sockets by LISTEN_FDS, and reads files by HOME.
        (allArchitectures || RuntimeInformation.OSArchitecture != Architecture.X64 ? new ProgramCommand(program) : new ProgramCommand("setarch").With("linux32", Installed(program))).WithOwnEnvironment()
            .With("--lxcpath", Path.GetDirectoryName(folder)!, "--name", Path.GetFileName(folder));

    private static string Installed(string program) => ProgramRunner.Find(program) ?? throw new ProgramNotFoundException(program);
}
