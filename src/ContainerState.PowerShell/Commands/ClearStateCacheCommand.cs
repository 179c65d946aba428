using System.Management.Automation;
using ContainerState.Builds;

namespace ContainerState.PowerShell.Commands;

/// <summary>Removes build results, layers and logs by age and size.</summary>
[Cmdlet(VerbsCommon.Clear, "StateCache", SupportsShouldProcess = true)]
[OutputType(typeof(CacheItem))]
public sealed class ClearStateCacheCommand : CacheCmdlet
{
    /// <summary>The repository's folder; that of the current location when neither it nor a repository is given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Remove what was not used for more days.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? OlderThanDays { get; set; }

    /// <summary>Remove what was not used for longest, until so much is left.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaximumSizeMiB { get; set; }

    /// <summary>Remove also what HEAD and the branches still use.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Hand on what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Notes the repository.</summary>
    protected override void ProcessRecord() => Note(Path);

    /// <summary>Clears the cache of each.</summary>
    protected override void EndProcessing()
    {
        // Said of this call, or of the whole session.
        var whatIf = LanguagePrimitives.IsTrue(
            MyInvocation.BoundParameters.TryGetValue("WhatIf", out var said) ? said : SessionState.PSVariable.GetValue("WhatIfPreference"));
        var options = new ClearOptions { OlderThanDays = OlderThanDays, MaximumSizeMiB = MaximumSizeMiB, All = All, WhatIf = whatIf };
        foreach (var repository in Repositories)
        {
            IReadOnlyList<CacheItem> stale = [];
            Run($"Looking at {repository.Path}", repository, async call =>
                stale = await StateCache.FindStaleAsync(repository, options, call.Warn, call, call.Cancel).ConfigureAwait(false));
            foreach (var item in stale)
            {
                if (ShouldProcess($"{item.Kind} {item.Name} {item.Component}".TrimEnd(), "Remove from the build cache"))
                {
                    Run($"Removing {item.Name}", item, async call =>
                    {
                        if (await StateCache.RemoveAsync(item, call.Cancel).ConfigureAwait(false) && PassThru)
                        {
                            call.Write(item);
                        }
                    });
                }
            }
        }
    }
}
