namespace ContainerState.Cli.Running;

/// <summary>The exit codes that no exception stands behind; the others are in <see cref="Errors.ErrorTable"/>.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>The command ran, and what it tested did not pass.</summary>
    public const int TestFailed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;
}
