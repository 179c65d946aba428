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

    /// <summary>Creates the command.</summary>
    public ImageBuildCommand()
        : base("build", "Build the image of a commit, or find it.")
    {
        Add(reference);
        Add(allowSsh);
        Add(force);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var options = new BuildOptions { Reference = run.Get(reference), AllowSsh = run.Get(allowSsh), Force = run.Get(force) };
        var image = await ImageBuilder.BuildAsync(run.LocateRepository(), options, run.Output.Warning, run.Progress, run.Cancel);
        run.Output.Write(ImageView.Instance, image);
    }
}
