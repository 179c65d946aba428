using System.CommandLine;

namespace ContainerState.Cli.Host;

/// <summary>Options that the commands about this machine share.</summary>
internal static class HostOptions
{
    /// <summary>For how many servers the limits that they share are looked at.</summary>
    public static Option<int?> Servers { get; } = new("--servers") { Description = "How many servers this machine should be able to hold; default: the number from the last setup, or 100.", HelpName = "N" };
}
