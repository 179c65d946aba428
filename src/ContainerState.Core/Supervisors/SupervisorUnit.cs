using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>The text of a unit that runs a supervisor.</summary>
internal static class SupervisorUnit
{
    /// <summary>What the command line needs of our own environment to find the same images, and the runtime that it runs on.</summary>
    public static readonly IReadOnlyList<string> Variables = ["CONTAINERSTATE_HOME", "DOTNET_ROOT"];

    /// <summary>The unit's name.</summary>
    public static string FileName(string supervisor) => $"containerstate-{supervisor}.service";

    /// <summary>The unit.</summary>
    /// <param name="program">The command line's absolute path.</param>
    /// <param name="options">What to keep alive.</param>
    /// <param name="environment">Variables and their values.</param>
    public static string Text(string program, SupervisorOptions options, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var command = string.Join(' ', Arguments(options).Select(argument => SystemdText.Quote(argument, isArgument: true)).Prepend(SystemdText.Quote(program)));
        var variables = string.Concat(environment.Select(variable => $"Environment={SystemdText.Quote($"{variable.Key}={variable.Value}")}\n"));
        // process: the servers are not the supervisor's children to die with it, but LXC's monitors begin in its group.
        // User: systemd 252 sets HOME, which git asks for, only for a unit that names its user.
        return $"""
            [Unit]
            Description=ContainerState supervisor {options.Name}
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

    /// <summary>The command line's arguments for these options.</summary>
    public static IReadOnlyList<string> Arguments(SupervisorOptions options)
    {
        List<string> words = ["--json", "server", "supervise"];
        if (options.Repository is { } repository)
        {
            words.AddRange(["--repo", repository.Path]);
            words.AddRange(options.Reference is { } reference ? ["--ref", reference] : []);
        }
        words.AddRange(["--name", options.Name, "--count", Number(options.Count)]);
        words.AddRange(["--interval", Number(options.Interval.TotalSeconds), "--failures", Number(options.Failures), "--settle", Number(options.Settle.TotalSeconds)]);
        words.AddRange(Arguments(options.Start));
        words.AddRange(options.SecretFiles.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => Pair("--secret-file", pair)));
        // Last, and an id: nothing that could be taken for an option.
        words.AddRange(options.Image is { } image ? [image.Id] : []);
        return words;
    }

    private static List<string> Arguments(StartOptions start)
    {
        List<string> words = start.Egress ? ["--egress"] : [];
        words.AddRange(start.EgressTo.SelectMany(place => new[] { "--egress-to", place }));
        words.AddRange(start.Dns.SelectMany(address => new[] { "--dns", address }));
        words.AddRange(start.Group is { } group ? ["--group", group] : []);
        words.AddRange(start.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => Pair("--environment", pair)));
        words.AddRange(start.LogServer is { } server ? ["--log-server", server] : []);
        words.AddRange(start.LogAuthorities is { } file ? ["--log-ca", file] : []);
        return words;
    }

    private static string[] Pair(string option, KeyValuePair<string, string> pair) => [option, $"{pair.Key}={pair.Value}"];

    private static string Number(double number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
