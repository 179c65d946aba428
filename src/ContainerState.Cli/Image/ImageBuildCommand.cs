using System.CommandLine;
using ContainerState.Builds;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image build</c></summary>
internal sealed class ImageBuildCommand : CliCommand
{
    private readonly Option<string?> reference = new("--ref") { Description = "A branch, tag or commit; default: HEAD.", HelpName = "REF", CompletionSources = { Names.References } };

    private readonly Option<bool> allowSsh = new("--allow-ssh") { Description = "Allow an ssh server in the image." };

    private readonly Option<bool> force = new("--force") { Description = "Write all layers of the image again, even if they are already in the store." };

    private readonly Option<string[]> rebuild = new("--rebuild") { Description = "Components whose build steps to run even if their outputs are known, separated by commas.", HelpName = "NAMES", CompletionSources = { Names.Components } };

    private readonly Option<bool> noCache = new("--no-cache") { Description = "Run every build step, even if its output is known." };

    private readonly Option<bool> showOutput = new("--show-output") { Description = "Show the output of build steps while they run." };

    /// <summary>Creates the command.</summary>
    public ImageBuildCommand()
        : base("build", "Build the image of a commit, unless it is already built.")
    {
        Add(reference);
        Add(allowSsh);
        Add(force);
        Add(rebuild);
        Add(noCache);
        Add(showOutput);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var options = new BuildOptions
        {
            Reference = run.Get(reference),
            AllowSsh = run.Get(allowSsh),
            Force = run.Get(force),
            Rebuild = run.List(rebuild),
            NoCache = run.Get(noCache),
            Output = run.Get(showOutput) ? line => run.Output.Aside(line.Component, line.Text) : null,
        };
        var image = await new ImageBuilder(run.Host).BuildAsync(run.LocateRepository(), options, run.Output.Warning, run.Progress, run.Cancel);
        run.Output.Write(ImageView.Instance, image);
    }
}
