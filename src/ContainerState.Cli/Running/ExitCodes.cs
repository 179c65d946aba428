namespace ContainerState.Cli.Running;

/// <summary>The exit codes that do not come from an exception; the others are in <see cref="Errors.ErrorTable"/>.</summary>
internal static class ExitCodes
{
    /// <summary>Success.</summary>
    public const int Ok = 0;

    /// <summary>The command ran, and what it tested did not pass.</summary>
    public const int TestFailed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;
}
