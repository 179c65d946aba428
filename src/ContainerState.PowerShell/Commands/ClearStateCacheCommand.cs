using System.Management.Automation;
using ContainerState.Caches;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Removes build results, images, layers and logs by age, number and size.</summary>
[Cmdlet(VerbsCommon.Clear, "StateCache", SupportsShouldProcess = true)]
[OutputType(typeof(CacheItem))]
public sealed class ClearStateCacheCommand : CacheCmdlet
{
    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Remove what has not been used for more than this number of days.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? OlderThanDays { get; set; }

    /// <summary>Remove the least recently used items until no more than this is left.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaximumSizeMiB { get; set; }

    /// <summary>Keep this number of images of each server, the newest, and remove its others.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? KeepImages { get; set; }

    /// <summary>Also remove what HEAD and the branches still use.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Return what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Notes the repository.</summary>
    protected override void ProcessRecord() => Note(Path);

    /// <summary>Clears the cache of each.</summary>
    protected override void EndProcessing()
    {
        // HashtableInput for this call, or for the whole session.
        var whatIf = LanguagePrimitives.IsTrue(
            MyInvocation.BoundParameters.TryGetValue("WhatIf", out var said) ? said : SessionState.PSVariable.GetValue("WhatIfPreference"));
        var options = new ClearOptions { OlderThanDays = OlderThanDays, MaximumSizeMiB = MaximumSizeMiB, KeepImages = KeepImages, All = All, WhatIf = whatIf };
        foreach (var repository in Repositories)
        {
            IReadOnlyList<CacheItem> stale = [];
            Run($"Looking at {repository.Path}", repository, async call =>
                stale = await new HostCache(ThisHost).FindStaleAsync(repository, options, call.Warn, call, call.Cancel));
            foreach (var item in stale)
            {
                if (ShouldProcess($"{item.Kind} {item.Name} {item.Component}".TrimEnd(), "Remove from the build cache"))
                {
                    Run($"Removing {item.Name}", item, async call =>
                    {
                        if (await new HostCache(ThisHost).RemoveAsync(item, call.Cancel) && PassThru)
                        {
                            call.Write(item);
                        }
                    });
                }
            }
        }
    }
}
