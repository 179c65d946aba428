using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Supervisors;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server register</c></summary>
internal sealed class ServerRegisterCommand : CliCommand
{
    private readonly SupervisorArguments arguments = new();

    private readonly Option<string> folder = new("--unit-folder")
    {
        Description = "The folder to write the unit to.",
        HelpName = "DIR",
        DefaultValueFactory = _ => SupervisorRegistrar.DefaultFolder,
    };

    /// <summary>Creates the command.</summary>
    public ServerRegisterCommand()
        : base("register", "Write the systemd unit that runs server supervise.")
    {
        arguments.AddTo(this);
        Add(folder);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        // The unit should run the program that wrote it; if that is started by dotnet, the one on PATH.
        var program = Path.GetFileName(Environment.ProcessPath) == "containerstate" ? Environment.ProcessPath : null;
        run.Output.Write(SupervisorRegistrationView.Instance, await SupervisorRegistrar.RegisterAsync(await arguments.ReadAsync(run), run.Get(folder)!, program, run.Cancel));
    }
}
