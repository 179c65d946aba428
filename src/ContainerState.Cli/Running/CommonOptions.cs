using System.CommandLine;

namespace ContainerState.Cli.Running;

/// <summary>The options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>One JSON object a line in place of tables; every command takes it.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write one JSON object a line; errors too, on standard error.",
        Recursive = true,
    };

    /// <summary>The repository a command works on.</summary>
    public static Option<string?> Repository { get; } = new("--repo")
    {
        Description = "The state repository: its folder, or one in it. The current folder when left out.",
        HelpName = "PATH",
    };
}
