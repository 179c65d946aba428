using System.CommandLine;
using ContainerState.Builds;
using ContainerState.Cli.Running;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image debug</c></summary>
internal sealed class ImageDebugCommand : CliCommand
{
    private readonly Argument<string> component = new("COMPONENT") { Description = "The component whose build step to debug.", CompletionSources = { Names.Components } };

    private readonly Option<string?> reference = new("--ref") { Description = "A branch, tag or commit; default: HEAD.", HelpName = "REF", CompletionSources = { Names.References } };

    /// <summary>Creates the command.</summary>
    public ImageDebugCommand()
        : base("debug", "Open a shell in the container of a build step, to look around.")
    {
        Add(component);
        Add(reference);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run) =>
        new BuildShell(run.Host).OpenAsync(run.OpenRepository(), run.Require(component), run.Get(reference), !Console.IsInputRedirected, run.Progress, run.Cancel);
}
