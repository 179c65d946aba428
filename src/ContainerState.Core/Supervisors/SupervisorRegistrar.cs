using ContainerState.Errors;

namespace ContainerState.Supervisors;

/// <summary>Writes the unit with which systemd runs a supervisor. To enable it is the administrator's.</summary>
public static class SupervisorRegistrar
{
    /// <summary>Where systemd looks for the administrator's units.</summary>
    public const string DefaultFolder = SystemdUnits.DefaultFolder;

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
        var settings = Path.Combine(Path.GetDirectoryName(path)!, SupervisorUnit.SettingsName(options.Name));
        var text = SupervisorUnit.Text(SystemdUnits.FindProgram(program), options.Name, settings, SystemdUnits.Surroundings());
        var verified = await SystemdUnits.VerifyAsync([(Path.GetFileName(path), text)], cancel);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // The settings first: a unit that is there has them.
        SystemdUnits.WriteSettings(settings, SupervisorSettings.Text(options));
        SystemdUnits.Write(path, text);
        return new(Path.GetFileName(path), path, settings, verified, SystemdUnits.EnableCommand(path));
    }
}
