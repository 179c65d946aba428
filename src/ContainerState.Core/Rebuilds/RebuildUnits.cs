using ContainerState.Errors;
using ContainerState.Supervisors;

namespace ContainerState.Rebuilds;

/// <summary>The texts that have a rebuild run on a schedule.</summary>
/// <remarks>Their names have a dot, which no supervisor's name has, so that no supervisor's unit is called the same.</remarks>
internal static class RebuildUnits
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "containerstate-rebuild.";

    /// <summary>What a settings file's name ends with.</summary>
    public const string SettingsSuffix = ".json";

    // A build of everything is over by then, and a run that hangs ends before the next night's.
    private const string Longest = "2h";

    /// <summary>The timer's name.</summary>
    public static string TimerName(string name) => $"{Prefix}{name}.timer";

    /// <summary>The service's name.</summary>
    public static string ServiceName(string name) => $"{Prefix}{name}.service";

    /// <summary>The name of the file beside them that says what is rebuilt; systemd and cron pass over it.</summary>
    public static string SettingsName(string name) => Prefix + name + SettingsSuffix;

    /// <summary>The name of cron's file, which may have no dot.</summary>
    public static string CronName(string name) => $"containerstate-rebuild-{name}";

    /// <summary>The timer. It makes up for a time at which the host was off; what runs after each boot is the service itself.</summary>
    public static string Timer(string name, string schedule) => $"""
        [Unit]
        Description=ContainerState rebuild of {name}, scheduled
        Documentation=https://github.com/containerstate/containerstate/blob/main/docs/rebuilds.md

        [Timer]
        OnCalendar={schedule}
        Persistent=true

        [Install]
        WantedBy=timers.target

        """;

    /// <summary>The service that the timer starts. Servers do not outlive the host, so it runs after a boot as well.</summary>
    /// <param name="program">The command line's absolute path.</param>
    /// <param name="name">The name.</param>
    /// <param name="settings">The absolute path of its settings.</param>
    /// <param name="environment">Variables and their values.</param>
    public static string Service(string program, string name, string settings, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var command = SystemdUnits.Command(program, Arguments(settings));
        // process: the servers live on, and LXC's monitors begin in the service's group.
        // User: systemd 252 sets HOME, which git asks for, only for a unit that names its user.
        return $"""
            [Unit]
            Description=ContainerState rebuild of {name}
            Documentation=https://github.com/containerstate/containerstate/blob/main/docs/rebuilds.md
            Wants=network-online.target
            After=network-online.target local-fs.target

            [Service]
            Type=oneshot
            ExecStart={command}
            User=root
            {SystemdUnits.Variables(environment)}TimeoutStartSec={Longest}
            TimeoutStopSec=90
            KillMode=process
            TasksMax=infinity

            [Install]
            WantedBy=multi-user.target

            """;
    }

    /// <summary>The command that enables both: the timer from now on, and the service, which is not started now, at each boot.</summary>
    /// <param name="timer">The timer's path.</param>
    public static string EnableCommand(string timer) =>
        $"{SystemdUnits.EnableCommand(Path.ChangeExtension(timer, ".service"), now: false)} && {SystemdUnits.EnableCommand(timer)}";

    /// <summary>Cron's file. What the program says is in the history; cron mails its errors.</summary>
    /// <exception cref="InvalidNameException">A path or variable has a character that cron cannot hold.</exception>
    public static string Cron(string program, string schedule, string settings, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var command = string.Join(' ', Arguments(settings).Prepend(program).Select(Shell)) + " >/dev/null";
        var variables = string.Concat(environment.Select(variable => $"{variable.Key}={Value(variable.Value)}\n"));
        return $"""
            # Written by containerstate server schedule.
            SHELL=/bin/sh
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            {variables}{schedule} root {command}
            @reboot root {command}

            """;
    }

    private static string[] Arguments(string settings) => ["--json", "server", "rebuild", "--settings", settings];

    // Cron ends a command at a percent sign that has no backslash, before the shell sees it.
    private static string Shell(string word) => "'" + Require(word).Replace("'", @"'\''", StringComparison.Ordinal).Replace("%", "'\\%'", StringComparison.Ordinal) + "'";

    // Cron takes a value between quotes as it is, and knows no escape.
    private static string Value(string value) =>
        Require(value).Contains('"', StringComparison.Ordinal) ? throw new InvalidNameException("variable for cron", value, "one without a quotation mark") : $"\"{value}\"";

    private static string Require(string text) =>
        text.Any(char.IsControl) ? throw new InvalidNameException("path for cron", text, "one without control characters") : text;
}
