using System.Text.Json;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Supervisors;

namespace ContainerState.Rebuilds;

/// <summary>Has rebuilds run on a schedule: writes a systemd timer and its service, or a file for cron, and takes them away again.</summary>
public static class RebuildRegistrar
{
    /// <summary>Where the administrator's files of cron are.</summary>
    public const string CronFolder = "/etc/cron.d";

    private const string Systemd = "systemd";
    private const string CronDaemon = "cron";
    private const int MostSettings = 1 << 20;

    /// <summary>The file that <see cref="RegisterAsync"/> writes last: the timer, or cron's.</summary>
    /// <param name="options">What is rebuilt.</param>
    /// <param name="cron">True for cron, false for systemd.</param>
    /// <param name="folder">Where it goes; where systemd or cron look when null.</param>
    /// <exception cref="InvalidNameException">A name or number is not usable.</exception>
    public static string PathOf(RebuildOptions options, bool cron, string? folder)
    {
        options.Check();
        return options.Start.Secrets.Keys.FirstOrDefault() is { } secret
            ? throw new InvalidNameException("secret", secret, "a file: a schedule names it, and holds no secret")
            : Path.Combine(Path.GetFullPath(folder ?? (cron ? CronFolder : SystemdUnits.DefaultFolder)), cron ? RebuildUnits.CronName(options.Name) : RebuildUnits.TimerName(options.Name));
    }

    /// <summary>Writes the files. To enable a timer is the administrator's; cron looks by itself.</summary>
    /// <param name="options">What is rebuilt.</param>
    /// <param name="schedule">When: a calendar event of systemd.time(7), or for cron the five fields of crontab(5).</param>
    /// <param name="cron">True for cron, false for systemd.</param>
    /// <param name="folder">Where they go; where systemd or cron look when null.</param>
    /// <param name="program">The command line; looked for on PATH when null.</param>
    /// <param name="warn">Is told what will not go on as somebody may think.</param>
    /// <param name="cancel">Stops before anything is written.</param>
    /// <exception cref="InvalidNameException">A name or number is not usable, or the schedule is none.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.CommandLineNotFound"/>: The command line is not on PATH.</exception>
    /// <exception cref="ProgramFailedException">systemd refuses the units.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Busy"/>: The name is scheduled already, for another repository or with the other scheduler.</exception>
    public static async Task<RebuildRegistration> RegisterAsync(
        RebuildOptions options, string schedule, bool cron = false, string? folder = null, string? program = null, Action<string>? warn = null, CancellationToken cancel = default)
    {
        var path = PathOf(options, cron, folder);
        var place = Path.GetDirectoryName(path)!;
        var settings = Path.Combine(place, RebuildUnits.SettingsName(options.Name));
        var found = SystemdUnits.FindProgram(program);
        var registration = new RebuildRegistration
        {
            Name = options.Name,
            Schedule = schedule,
            Scheduler = cron ? CronDaemon : Systemd,
            Repository = options.Repository.Path,
            Path = path,
            SettingsPath = settings,
        };
        await RefuseOthersAsync(registration, cancel);
        var text = new RebuildSettings(schedule, registration.Scheduler, options).Text();
        if (options is { Pull: true, UpdateDependencies.Count: > 0 })
        {
            warn?.Invoke(
                $"{options.Name} pulls and updates (-Pull and -UpdateDependency, --pull and --update): an update is a commit that only {options.Repository.Path} has. Once the remote has a commit of its own, "
                + "each run ends with NotFastForward, until somebody merges and pushes. Leave one of the two to another place.");
        }
        if (cron)
        {
            RebuildSchedule.CheckCron(schedule);
            var line = RebuildUnits.Cron(found, schedule, settings, SystemdUnits.Surroundings());
            Directory.CreateDirectory(place);
            SystemdUnits.WriteSettings(settings, text);
            SystemdUnits.Write(path, line);
            return registration;
        }
        RebuildSchedule.CheckCalendar(schedule);
        var next = await SystemdUnits.NextAsync(schedule, cancel);
        if (next == SystemdUnits.Never)
        {
            throw new InvalidNameException("schedule", schedule, "one that is due again; this one never is");
        }
        var service = RebuildUnits.Service(found, options.Name, settings, SystemdUnits.Surroundings());
        var timer = RebuildUnits.Timer(options.Name, schedule);
        var verified = await SystemdUnits.VerifyAsync([(RebuildUnits.ServiceName(options.Name), service), (Path.GetFileName(path), timer)], cancel);
        Directory.CreateDirectory(place);
        // A timer that is there has its service, and a service its settings.
        SystemdUnits.WriteSettings(settings, text);
        SystemdUnits.Write(Path.Combine(place, RebuildUnits.ServiceName(options.Name)), service);
        SystemdUnits.Write(path, timer);
        return registration with { Next = next, Verified = verified, EnableCommand = RebuildUnits.EnableCommand(path) };
    }

    /// <summary>What is scheduled, by name.</summary>
    /// <param name="name">A name, or a pattern as <see cref="NamePattern"/> says; all when null.</param>
    /// <param name="folder">Where to look; where systemd and cron look when null.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<IReadOnlyList<RebuildRegistration>> ListAsync(string? name = null, string? folder = null, CancellationToken cancel = default)
    {
        var found = new List<RebuildRegistration>();
        foreach (var place in (IEnumerable<string>)(folder is null or SystemdUnits.DefaultFolder or CronFolder ? [SystemdUnits.DefaultFolder, CronFolder] : [Path.GetFullPath(folder)]))
        {
            foreach (var settings in Directory.Exists(place) ? Directory.EnumerateFiles(place, RebuildUnits.Prefix + "*" + RebuildUnits.SettingsSuffix) : [])
            {
                var known = Path.GetFileName(settings)[RebuildUnits.Prefix.Length..^RebuildUnits.SettingsSuffix.Length];
                if (name is null || (NamePattern.Is(name) ? NamePattern.Matches(name, known) : known == ContainerName.AsTyped(name)))
                {
                    found.Add(await ReadAsync(place, settings, known, cancel));
                }
            }
        }
        return [.. found.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Scheduler, StringComparer.Ordinal)];
    }

    /// <summary>Takes a schedule away: disables timer and service where systemd runs, and removes all files. The servers stay as they are.</summary>
    /// <param name="registration">One that <see cref="ListAsync"/> gave.</param>
    /// <param name="cancel">Stops it; the same again does the rest.</param>
    public static async Task UnregisterAsync(RebuildRegistration registration, CancellationToken cancel = default)
    {
        var place = Path.GetDirectoryName(registration.SettingsPath)!;
        await SystemdUnits.DisableAsync(Path.Combine(place, RebuildUnits.TimerName(registration.Name)), stop: true, cancel);
        // A run that is going on comes to its end.
        await SystemdUnits.DisableAsync(Path.Combine(place, RebuildUnits.ServiceName(registration.Name)), stop: false, cancel);
        string[] files = [RebuildUnits.TimerName(registration.Name), RebuildUnits.ServiceName(registration.Name), RebuildUnits.CronName(registration.Name)];
        files.ToList().ForEach(file => File.Delete(Path.Combine(place, file)));
        // The last, since it is what is found.
        File.Delete(registration.SettingsPath);
    }

    /// <summary>The schedules that a name or pattern means. Only a pattern may mean none.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.RebuildNotFound"/>: There is none of that name.</exception>
    public static async Task<IReadOnlyList<RebuildRegistration>> FindAsync(string name, string? folder = null, CancellationToken cancel = default)
    {
        var found = await ListAsync(name, folder, cancel);
        return found.Count > 0 || NamePattern.Is(name) ? found : throw RebuildFaults.NoSchedule(name);
    }

    /// <summary>The options of a schedule, as its service reads them.</summary>
    /// <param name="path">The file that was written with it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StateFileException">The file says something else, or has a key that this version does not know.</exception>
    /// <exception cref="NotARepositoryException">Its repository is not there.</exception>
    public static async Task<RebuildOptions> ReadOptionsAsync(string path, CancellationToken cancel = default) => (await RebuildSettings.ReadAsync(path, cancel)).Rebuild;

    /// <summary>The same options, with how the schedule of that name for that repository starts servers, where there is one; and says so.</summary>
    /// <param name="options">What is restored, of which nobody said how servers are started.</param>
    /// <param name="warn">Is told whose settings these are.</param>
    /// <param name="folder">Where to look; where systemd and cron look when null.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StateFileException">The settings of the schedule cannot be read.</exception>
    public static async Task<RebuildOptions> WithScheduledAsync(RebuildOptions options, Action<string>? warn = null, string? folder = null, CancellationToken cancel = default)
    {
        var found = await ListAsync(ContainerName.OfServer(options.Name), folder, cancel);
        if (found.FirstOrDefault(one => one.Repository == options.Repository.Path) is not { } schedule)
        {
            return options;
        }
        var settings = await ReadOptionsAsync(schedule.SettingsPath, cancel);
        warn?.Invoke($"Servers of {options.Name} are started as its schedule says: with the networks, variables, secrets, volumes and ports of {schedule.SettingsPath}.");
        return options with { Count = options.Count ?? settings.Count, AllowSsh = options.AllowSsh || settings.AllowSsh, Drain = settings.Drain, Start = settings.Start };
    }

    // Two would stop each other's servers, or both run.
    private static async Task RefuseOthersAsync(RebuildRegistration wanted, CancellationToken cancel)
    {
        var found = await ListAsync(wanted.Name, Path.GetDirectoryName(wanted.Path), cancel);
        if (found.FirstOrDefault(one => one.Scheduler != wanted.Scheduler || (one.Repository.Length > 0 && one.Repository != wanted.Repository)) is { } other)
        {
            throw RebuildFaults.ScheduledElsewhere(other.Name, other.Scheduler, other.Repository, other.Path);
        }
    }

    // Its repository may be gone, or the file be mended by hand: what is scheduled is told all the same.
    private static async Task<RebuildRegistration> ReadAsync(string place, string settings, string name, CancellationToken cancel)
    {
        var (schedule, scheduler, repository) = ("", File.Exists(Path.Combine(place, RebuildUnits.CronName(name))) ? CronDaemon : Systemd, "");
        if (new FileInfo(settings) is { Exists: true, Length: <= MostSettings })
        {
            try
            {
                using var json = JsonDocument.Parse(await File.ReadAllTextAsync(settings, cancel));
                schedule = json.RootElement.GetProperty("schedule").GetString() ?? "";
                repository = json.RootElement.GetProperty("rebuild").GetProperty("repository").GetString() ?? "";
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                // It stays empty.
            }
        }
        var path = Path.Combine(place, scheduler == CronDaemon ? RebuildUnits.CronName(name) : RebuildUnits.TimerName(name));
        return new()
        {
            Name = name,
            Schedule = schedule,
            Scheduler = scheduler,
            Repository = repository,
            Next = scheduler == Systemd ? await NextAsync(schedule, cancel) : "",
            Path = path,
            SettingsPath = settings,
            EnableCommand = scheduler == Systemd ? RebuildUnits.EnableCommand(path) : "",
        };
    }

    private static async Task<string> NextAsync(string schedule, CancellationToken cancel)
    {
        try
        {
            RebuildSchedule.CheckCalendar(schedule);
            return await SystemdUnits.NextAsync(schedule, cancel);
        }
        catch (InvalidNameException)
        {
            return "";
        }
    }
}
