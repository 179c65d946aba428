using ContainerState.Errors;
using ContainerState.Networks;
using ContainerState.Platform;

namespace ContainerState.Hosts;

/// <summary>What the host has and lacks, and setting it up.</summary>
public sealed class ServerHost(Host host)
{
    private const string SetUpRemedy = "Run Initialize-ServerHost (containerstate host setup) as root.";

    /// <summary>The Debian packages that a host needs: those that its set-up installs where they lack.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        [.. HostProgram.All.Select(program => program.Package).Concat(HostFile.All.Select(file => file.Package)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The Debian packages that only one kind of dependency, a log server or a volume needs.</summary>
    public static IReadOnlyList<string> PackagesOnDemand { get; } =
        [.. HostProgram.OnDemand.Select(program => program.Package).Except(Packages, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Looks at everything that building and running need. Changes nothing, needs no root.</summary>
    /// <param name="servers">How many servers the host is to hold; as the last set-up has it, else 100, when null.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidNameException">No host holds so many.</exception>
    public async Task<IReadOnlyList<HostCheck>> CheckAsync(int? servers = null, CancellationToken cancel = default)
    {
        var meant = SharedLimits.OfHost.ServersOf(servers);
        var programs = await Task.WhenAll(HostProgram.All.Select(program => CheckAsync(program, cancel)));
        return [.. programs, .. HostFile.All.Select(Check), .. KernelChecks.All(), VerityCheck.Of(host), .. KernelChecks.Cgroups(), IdRange(), Bridge(), .. SharedLimits.OfHost.Check(meant)];
    }

    /// <summary>What <see cref="SetUpAsync"/> would do, one sentence each; empty when the host is ready.</summary>
    /// <param name="servers">How many servers the host is to hold; as the last set-up has it, else 100, when null.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidNameException">No host holds so many.</exception>
    public Task<IReadOnlyList<string>> PlanSetUpAsync(int? servers = null, CancellationToken cancel = default)
    {
        var meant = SharedLimits.OfHost.ServersOf(servers);
        cancel.ThrowIfCancellationRequested();
        var plan = new List<string>();
        var packages = MissingPackages();
        if (packages.Count > 0)
        {
            plan.Add(AptInstaller.IsHere
                ? $"Install the Debian packages {string.Join(", ", packages)}."
                : $"Nothing can be installed without apt; install by hand what these Debian packages hold: {string.Join(", ", packages)}.");
        }
        var modules = KernelChecks.Loadable();
        if (modules.Count > 0)
        {
            plan.Add($"Load the kernel modules {string.Join(", ", modules)}.");
        }
        if (AppArmor.IsEnabled() && AppArmor.IsLoaded() == false)
        {
            plan.Add($"Load the AppArmor profile {AppArmor.Profile}.");
        }
        if (SubordinateIds.Find() is null)
        {
            plan.Add($"Reserve {SubordinateIds.Length} user and group ids for servers in /etc/subuid and /etc/subgid.");
        }
        if (new HostBridge(host).Find() is null)
        {
            plan.Add($"Make the bridge {HostBridge.Name} with the network {HostBridge.Choose()}.");
        }
        if (SharedLimits.OfHost.Plan(meant) is { Count: > 0 } limits)
        {
            plan.Add($"Raise, for {meant} servers, now and at each boot: {string.Join(", ", limits)}.");
        }
        else if (!SharedLimits.OfHost.IsRecorded(meant))
        {
            plan.Add($"Note that the host is to hold {meant} servers.");
        }
        return Task.FromResult<IReadOnlyList<string>>(plan);
    }

    /// <summary>Installs the packages that lack, reserves id ranges, makes the bridge, raises shared limits. Idempotent.</summary>
    /// <param name="servers">How many servers the host is to hold; as the last set-up has it, else 100, when null.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it; what was done stays.</param>
    /// <exception cref="InvalidNameException">No host holds so many.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="HostNotReadyException">Programs lack, and there is no apt to install them with.</exception>
    /// <exception cref="ProgramFailedException">apt could not install them.</exception>
    public async Task<IReadOnlyList<HostCheck>> SetUpAsync(int? servers = null, IProgress<StepProgress>? progress = null, CancellationToken cancel = default)
    {
        var meant = SharedLimits.OfHost.ServersOf(servers);
        Root.Require("Setting up the host");
        host.MakeRunFolders();
        host.MakeStores();
        using var hold = await FileLock.TakeAsync(Path.Combine(host.Run, "setup.lock"), "The host's set-up", cancel);

        await InstallAsync(progress, cancel);

        progress?.Report(new("Kernel", Share: 0.7));
        if (KernelChecks.Loadable() is { Count: > 0 } modules && ProgramRunner.Find("modprobe") is not null)
        {
            // What still lacks afterwards is in the checks below, with its remedy.
            await ProgramRunner.TryRunAsync(new ProgramCommand("modprobe").With("-q", "-a").With([.. modules]), cancel: cancel);
        }
        if (AppArmor.IsEnabled() && AppArmor.IsLoaded() == false && ProgramRunner.Find("apparmor_parser") is not null && File.Exists(AppArmor.ProfileFile))
        {
            await ProgramRunner.TryRunAsync(new ProgramCommand("apparmor_parser").With("-r", AppArmor.ProfileFile), cancel: cancel);
        }

        using (await host.LockAsync(cancel))
        {
            progress?.Report(new("Id range", Share: 0.8));
            SubordinateIds.Reserve();
            progress?.Report(new("Bridge", HostBridge.Name, 0.9));
            await new HostBridge(host).EnsureAsync(cancel);
            progress?.Report(new("Limits", Share: 0.95));
            SharedLimits.OfHost.Raise(meant);
        }
        return await CheckAsync(meant, cancel);
    }

    private static async Task InstallAsync(IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var packages = MissingPackages();
        if (packages.Count == 0)
        {
            return;
        }
        if (!AptInstaller.IsHere)
        {
            throw new HostNotReadyException([$"there is no apt here; install by hand what these Debian packages hold: {string.Join(", ", packages)}"]);
        }
        progress?.Report(new("Packages", Share: 0));
        await AptInstaller.InstallAsync(packages, Say, cancel);

        void Say(string item) => progress?.Report(new("Packages", item, 0.1));
    }

    private static List<string> MissingPackages() =>
        [.. HostProgram.All.Where(program => ProgramRunner.Find(program.Name) is null).Select(program => program.Package)
            .Concat(HostFile.All.Where(file => !File.Exists(file.Path)).Select(file => file.Package))
            .Distinct(StringComparer.Ordinal)];

    private static async Task<HostCheck> CheckAsync(HostProgram program, CancellationToken cancel)
    {
        if (ProgramRunner.Find(program.Name) is not { } path)
        {
            return new(program.Name, "Program", false, "", $"It {program.Use}: apt-get install {program.Package}.");
        }
        if (program.VersionArgument is null)
        {
            return new(program.Name, "Program", true, path, "");
        }
        var result = await ProgramRunner.TryRunAsync(new ProgramCommand(path).With(program.VersionArgument), cancel: cancel);
        var said = (result.Output + "\n" + result.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var works = result.ExitCode == 0;
        return new(
            program.Name, "Program", works, said.FirstOrDefault() ?? path,
            works ? "" : $"{path} does not run (exit code {result.ExitCode}): apt-get install --reinstall {program.Package}.");
    }

    private static HostCheck Check(HostFile file) =>
        File.Exists(file.Path)
            ? new(file.Name, "Program", true, file.Path, "")
            : new(file.Name, "Program", false, "", $"apt-get install {file.Package}.");

    private static HostCheck IdRange() =>
        SubordinateIds.Find() is { } first
            ? new("user id range", "Identity", true, $"{first} to {first + SubordinateIds.Length - 1}", "")
            : new("user id range", "Identity", false, "", $"Servers need ids of their own in /etc/subuid and /etc/subgid. {SetUpRemedy}");

    private HostCheck Bridge() =>
        new HostBridge(host).Find() is { } subnet
            ? new("bridge", "Network", true, $"{HostBridge.Name} {subnet.Host}/{subnet.PrefixLength}", "")
            : new("bridge", "Network", false, "", $"There is no {HostBridge.Name}; the next start as root makes it. {SetUpRemedy}");
}
