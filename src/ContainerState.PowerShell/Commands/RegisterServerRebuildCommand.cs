using System.Management.Automation;
using ContainerState.Rebuilds;

namespace ContainerState.PowerShell.Commands;

/// <summary>Has a rebuild run on a schedule.</summary>
[Cmdlet(VerbsLifecycle.Register, "ServerRebuild", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(RebuildRegistration))]
public sealed class RegisterServerRebuildCommand : RebuildCmdlet
{
    /// <summary>When: a calendar event of systemd.time(7), or with -Cron the five fields of crontab(5).</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Schedule { get; set; } = "";

    /// <summary>Writes a file for cron, not a timer and its service.</summary>
    [Parameter]
    public SwitchParameter Cron { get; set; }

    /// <summary>The folder to write to; default: where systemd or cron look.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UnitFolder { get; set; }

    private protected override void Serve(RebuildOptions options)
    {
        if (TryAsk(options.Name, () => RebuildRegistrar.PathOf(options, Cron, UnitFolder is null ? null : FullPath(UnitFolder)), out var path)
            && ShouldProcess(path, $"Schedule a rebuild of {options.Repository.Path}: {Schedule}"))
        {
            var folder = System.IO.Path.GetDirectoryName(path);
            Run($"Registering {options.Name}", options.Name, async call =>
                call.Write(await RebuildRegistrar.RegisterAsync(options, Schedule, Cron, folder, warn: call.Warn, cancel: call.Cancel)));
        }
    }
}
