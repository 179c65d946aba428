using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Supervisors;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server supervise</c></summary>
internal sealed class ServerSuperviseCommand : CliCommand
{
    private readonly SupervisorArguments arguments = new();

    private readonly Option<string?> settings = new("--settings")
    {
        Description = "The file that server register writes, in place of all other options.",
        HelpName = "FILE",
    };

    /// <summary>Creates the command.</summary>
    public ServerSuperviseCommand()
        : base("supervise", "Keep a set number of healthy servers of an image running, in the foreground, until Ctrl+C or SIGTERM.")
    {
        arguments.AddTo(this);
        arguments.GiveWayTo(this, settings);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run) =>
        await new ServerSupervisor(run.Host).RunAsync(run.Get(settings) is { } file ? await SupervisorSettings.ReadAsync(run.Host, file, run.Cancel) : await arguments.ReadAsync(run), said => Show(run.Output, said), run.Cancel);

    private static void Show(CommandOutput output, SupervisorEvent said)
    {
        if (output.Json)
        {
            output.Write(SupervisorEventView.Instance, said);
            return;
        }
        string[] words = [$"{said.TimeUtc:u}", said.Kind.ToString(), said.Server, said.Image.Length > 0 ? Plain.ShortId(said.Image) : "", $"({said.Well} of {said.Count} well)", said.Detail];
        output.Line(Plain.Line(string.Join(' ', words.Where(word => word.Length > 0))));
    }
}
