using System.CommandLine;
using ContainerState.Builds;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image build</c></summary>
internal sealed class ImageBuildCommand : CliCommand
{
    private readonly Option<string?> reference = new("--ref") { Description = "A branch, tag or commit; HEAD when left out.", HelpName = "REF" };

    private readonly Option<bool> allowSsh = new("--allow-ssh") { Description = "Allow an ssh server in the image." };

    private readonly Option<bool> force = new("--force") { Description = "Write the image again even when it is there." };

    private readonly Option<string[]> rebuild = new("--rebuild") { Description = "Components whose build steps run even when their outputs are known, separated by commas.", HelpName = "NAMES" };

    private readonly Option<bool> noCache = new("--no-cache") { Description = "Run every build step, whatever is known." };

    private readonly Option<bool> showOutput = new("--show-output") { Description = "Show what build steps say, while they say it." };

    /// <summary>Creates the command.</summary>
    public ImageBuildCommand()
        : base("build", "Build the image of a commit, or find it.")
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
        var image = await ImageBuilder.BuildAsync(run.LocateRepository(), options, run.Output.Warning, run.Progress, run.Cancel);
        run.Output.Write(ImageView.Instance, image);
    }
}
