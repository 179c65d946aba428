using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Supervisors;

/// <summary>Writes the unit with which systemd runs a supervisor. To enable it is the administrator's.</summary>
public static class SupervisorRegistrar
{
    /// <summary>Where systemd looks for the administrator's units.</summary>
    public const string DefaultFolder = "/etc/systemd/system";

    private const string Program = "containerstate";

    /// <summary>The file that <see cref="RegisterAsync"/> writes.</summary>
    /// <exception cref="InvalidNameException">The supervisor's name is not usable.</exception>
    public static string PathOf(SupervisorOptions options, string folder)
    {
        options.Check();
        if (options.Start.Secrets.Keys.FirstOrDefault() is { } secret)
        {
            throw new InvalidNameException("secret", secret, "a file: a unit names it, and holds no secret");
        }
        return Path.Combine(Path.GetFullPath(folder), SupervisorUnit.FileName(options.Name));
    }

    /// <summary>Writes the unit, once systemd-analyze, where it is installed, has found nothing wrong with it.</summary>
    /// <param name="options">What to keep alive.</param>
    /// <param name="folder">Where the unit goes.</param>
    /// <param name="program">The command line; looked for on PATH when null.</param>
    /// <param name="cancel">Stops before the file is written.</param>
    /// <exception cref="InvalidNameException">A name or number is not usable.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.CommandLineNotFound"/>: The command line is not on PATH.</exception>
    /// <exception cref="ProgramFailedException">systemd refuses the unit.</exception>
    public static async Task<SupervisorRegistration> RegisterAsync(
        SupervisorOptions options, string folder = DefaultFolder, string? program = null, CancellationToken cancel = default)
    {
        var path = PathOf(options, folder);
        var found = program ?? ProgramRunner.Find(Program) ?? throw SupervisorFaults.NoCommandLine();
        var variables = SupervisorUnit.Variables
            .Select(name => KeyValuePair.Create(name, Environment.GetEnvironmentVariable(name) ?? ""))
            .Where(variable => variable.Value.Length > 0);
        var settings = Path.Combine(Path.GetDirectoryName(path)!, SupervisorUnit.SettingsName(options.Name));
        var text = SupervisorUnit.Text(Path.GetFullPath(found), options.Name, settings, variables);
        var verified = await VerifyAsync(Path.GetFileName(path), text, cancel);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // The settings first: a unit that is there has them. Variables are in them, so they are for root alone.
        WholeFile.Write(settings, SupervisorSettings.Text(options), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        WholeFile.Write(path, text, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        // systemd finds units of its own folder by name, and links those of others.
        var unit = Path.GetDirectoryName(path) == DefaultFolder ? Path.GetFileName(path) : path;
        var command = new ProgramCommand("systemctl").With("enable", "--now", "--", unit);
        return new(Path.GetFileName(path), path, settings, verified, command.ToString());
    }

    // In a folder of its own, so that a unit that does not hold is never where systemd would find it.
    private static async Task<bool> VerifyAsync(string name, string text, CancellationToken cancel)
    {
        if (ProgramRunner.Find("systemd-analyze") is null)
        {
            return false;
        }
        var folder = Directory.CreateTempSubdirectory("containerstate-unit-");
        try
        {
            var draft = Path.Combine(folder.FullName, name);
            await File.WriteAllTextAsync(draft, text, cancel);
            var command = new ProgramCommand("systemd-analyze").With("verify", "--man=no", "--recursive-errors=no", "--", draft);
            var result = await ProgramRunner.RunAsync(command, cancel: cancel);
            // An unknown key is only a warning to it.
            return result.Error.Contains(name, StringComparison.Ordinal) ? throw ProgramRunner.Failed(result) : true;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
