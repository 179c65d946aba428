using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Servers;
using ContainerState.Volumes;

namespace ContainerState.Cli.Volume;

/// <summary><c>containerstate volume new</c></summary>
internal sealed class VolumeNewCommand : CliCommand
{
    private readonly Argument<string> name = new("NAME") { Description = "The volume's name: lower-case letters, digits and hyphens." };

    private readonly Option<string?> size = new("--size") { Description = "The most that it takes of the disk: bytes, or a number with KiB, MiB or GiB; default: 1GiB.", HelpName = "SIZE" };

    private readonly Option<string?> owner = new("--owner") { Description = "The user that it is given to when the first server has it: a name of the image's /etc/passwd, or a number; default: the user that this server runs as.", HelpName = "USER" };

    private readonly Option<bool> shared = new("--shared") { Description = "Let several servers have it at the same time." };

    /// <summary>Creates the command.</summary>
    public VolumeNewCommand()
        : base("new", "Make an empty volume.")
    {
        Add(name);
        Add(size);
        Add(owner);
        Add(shared);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var bytes = run.Get(size) is { } text ? ServerVolume.ParseSize(text) : ServerVolume.DefaultSizeBytes;
        run.Output.Write(VolumeView.Instance, await new ServerVolumes(run.Host).NewAsync(run.Require(name), bytes, run.Get(owner), run.Get(shared), run.Cancel));
    }
}
