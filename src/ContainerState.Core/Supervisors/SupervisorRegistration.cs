namespace ContainerState.Supervisors;

/// <summary>A unit that runs a supervisor, as it was written.</summary>
/// <param name="Name">The unit's name.</param>
/// <param name="Path">Its file.</param>
/// <param name="SettingsPath">The file beside it that says what to keep alive.</param>
/// <param name="Verified">True when systemd-analyze was there and found nothing wrong with it.</param>
/// <param name="EnableCommand">The command that enables and starts it.</param>
public sealed record SupervisorRegistration(string Name, string Path, string SettingsPath, bool Verified, string EnableCommand)
{
    /// <summary>The file.</summary>
    public override string ToString() => Path;
}
