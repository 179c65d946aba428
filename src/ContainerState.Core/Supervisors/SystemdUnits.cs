using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Supervisors;

/// <summary>Writes units that run the command line.</summary>
internal static class SystemdUnits
{
    /// <summary>Where systemd looks for the administrator's units.</summary>
    public const string DefaultFolder = "/etc/systemd/system";

    private const string Program = "containerstate";
    private const string Analyze = "systemd-analyze";

    // What the command line needs of our own environment to find the same images, and the runtime that it runs on.
    private static readonly IReadOnlyList<string> Needed = ["CONTAINERSTATE_HOME", "DOTNET_ROOT"];

    /// <summary>When a schedule is due that is over.</summary>
    public const string Never = "never";

    /// <summary>The command line's absolute path.</summary>
    /// <param name="program">Where it is; looked for on PATH when null.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.CommandLineNotFound"/>: It is not on PATH.</exception>
    public static string FindProgram(string? program) =>
        Path.GetFullPath(program ?? ProgramRunner.Find(Program) ?? throw SupervisorFaults.NoCommandLine());

    /// <summary>The variables that the command line needs, with their values here.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Surroundings() =>
        [.. Needed.Select(name => KeyValuePair.Create(name, Environment.GetEnvironmentVariable(name) ?? "")).Where(variable => variable.Value.Length > 0)];

    /// <summary>The value of ExecStart=.</summary>
    public static string Command(string program, IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Select(argument => SystemdText.Quote(argument, isArgument: true)).Prepend(SystemdText.Quote(program)));

    /// <summary>The lines of Environment=.</summary>
    public static string Variables(IEnumerable<KeyValuePair<string, string>> environment) =>
        string.Concat(environment.Select(variable => $"Environment={SystemdText.Quote($"{variable.Key}={variable.Value}")}\n"));

    /// <summary>Asks systemd-analyze about units that belong together.</summary>
    /// <param name="units">Their names and texts.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>False when it is not installed.</returns>
    /// <exception cref="ProgramFailedException">It finds something wrong with one.</exception>
    /// <remarks>In a folder of its own, so that a unit that does not hold is never where systemd would find it.</remarks>
    public static async Task<bool> VerifyAsync(IReadOnlyList<(string Name, string Text)> units, CancellationToken cancel)
    {
        if (ProgramRunner.Find(Analyze) is null)
        {
            return false;
        }
        var folder = Directory.CreateTempSubdirectory("containerstate-unit-");
        try
        {
            foreach (var (name, text) in units)
            {
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text, cancel);
            }
            var command = new ProgramCommand(Analyze)
                .With("verify", "--man=no", "--recursive-errors=no", "--")
                .With([.. units.Select(unit => Path.Combine(folder.FullName, unit.Name))]);
            var result = await ProgramRunner.RunAsync(command, cancel: cancel);
            // An unknown key is only a warning to it.
            return units.Any(unit => result.Error.Contains(unit.Name, StringComparison.Ordinal)) ? throw ProgramRunner.Failed(result) : true;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Asks systemd-analyze when a schedule is due next.</summary>
    /// <param name="schedule">As in OnCalendar=, systemd.time(7).</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>When, as systemd writes it, which may be <see cref="Never"/>; empty when systemd-analyze is not installed.</returns>
    /// <exception cref="InvalidNameException">That is no schedule.</exception>
    public static async Task<string> NextAsync(string schedule, CancellationToken cancel)
    {
        const string Next = "Next elapse:";
        if (ProgramRunner.Find(Analyze) is null)
        {
            return "";
        }
        var result = await ProgramRunner.TryRunAsync(new ProgramCommand(Analyze).With("calendar", "--", schedule).WithEnvironment("LC_ALL", "C.UTF-8"), cancel: cancel);
        if (result.ExitCode != 0)
        {
            throw new InvalidNameException("schedule", schedule, "one of systemd.time(7), such as daily, Mon 04:00 or *-*-* 02:30:00; try it: systemd-analyze calendar");
        }
        var line = result.Output.Split('\n').Select(text => text.Trim()).FirstOrDefault(text => text.StartsWith(Next, StringComparison.Ordinal));
        return line?[Next.Length..].Trim() ?? "";
    }

    /// <summary>Writes a unit, for all to read.</summary>
    public static void Write(string path, string text) =>
        WholeFile.Write(path, text, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <summary>Writes what a unit's program reads. Variables are in it, so it is for root alone.</summary>
    public static void WriteSettings(string path, string text) => WholeFile.Write(path, text, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>The command that enables a unit.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="now">True to start it as well.</param>
    /// <remarks>systemd finds units of its own folder by name, and links those of others.</remarks>
    public static string EnableCommand(string path, bool now = true) =>
        new ProgramCommand("systemctl").With([.. (string[])["enable"], .. now ? (string[])["--now"] : [], "--", Path.GetDirectoryName(path) == DefaultFolder ? Path.GetFileName(path) : path]).ToString();

    /// <summary>True when the file that systemd has a unit from is this one, or a link to it.</summary>
    /// <param name="known">What systemd says; empty when it knows no such unit.</param>
    /// <param name="path">The file.</param>
    internal static bool IsSame(string known, string path) => known.Length > 0 && Target(known) == Target(path);

    private static string Target(string path) => (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null)?.FullName ?? Path.GetFullPath(path);

    /// <summary>Disables a unit, where systemd runs and knows it by this file. One of that name whose file is another is somebody else's.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="stop">True to stop it as well.</param>
    /// <param name="cancel">Stops waiting for that.</param>
    public static async Task DisableAsync(string path, bool stop, CancellationToken cancel)
    {
        var name = Path.GetFileName(path);
        if (!Directory.Exists("/run/systemd/system")
            || !IsSame((await ProgramRunner.RunAsync(new ProgramCommand("systemctl").With("show", "--property=FragmentPath", "--value", "--", name), cancel: cancel)).Output.Trim(), path))
        {
            return;
        }
        await ProgramRunner.RunAsync(new ProgramCommand("systemctl").With([.. (string[])["disable"], .. stop ? (string[])["--now"] : [], "--", name]), cancel: cancel);
    }
}
