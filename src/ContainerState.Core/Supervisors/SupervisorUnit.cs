namespace ContainerState.Supervisors;

/// <summary>The text of a unit that runs a supervisor.</summary>
internal static class SupervisorUnit
{
    /// <summary>The unit's name.</summary>
    public static string FileName(string supervisor) => $"containerstate-{supervisor}.service";

    /// <summary>The name of the file beside it that says what to keep alive; systemd passes over what is no unit.</summary>
    public static string SettingsName(string supervisor) => $"containerstate-{supervisor}.json";

    /// <summary>The unit.</summary>
    /// <param name="program">The command line's absolute path.</param>
    /// <param name="supervisor">The supervisor's name.</param>
    /// <param name="settings">The absolute path of its <see cref="SupervisorSettings"/>.</param>
    /// <param name="environment">Variables and their values.</param>
    public static string Text(string program, string supervisor, string settings, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var command = SystemdUnits.Command(program, ["--json", "server", "supervise", "--settings", settings]);
        var variables = SystemdUnits.Variables(environment);
        // process: the servers are not the supervisor's children to die with it, but LXC's monitors begin in its group.
        // User: systemd 252 sets HOME, which git asks for, only for a unit that names its user.
        return $"""
            [Unit]
            Description=ContainerState supervisor {supervisor}
            Documentation=https://github.com/containerstate/containerstate/blob/main/docs/supervisor.md
            After=network.target local-fs.target
            StartLimitIntervalSec=0

            [Service]
            Type=notify
            ExecStart={command}
            User=root
            {variables}Restart=always
            RestartSec=1
            WatchdogSec=60
            TimeoutStopSec=90
            KillMode=process
            TasksMax=infinity

            [Install]
            WantedBy=multi-user.target

            """;
    }
}
