using System.CommandLine;

namespace ContainerState.Cli.Running;

/// <summary>The options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>One JSON object per line instead of tables; every command has this option.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write one JSON object per line; errors too, to standard error.",
        Recursive = true,
    };

    /// <summary>The repository a command works on.</summary>
    public static Option<string?> Repository { get; } = new("--repo")
    {
        Description = "The state repository: its folder, or a folder in it; default: the current folder.",
        HelpName = "PATH",
    };
}
