using System.Collections;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of this host's volumes.</summary>
public sealed class VolumeNameCompleter : LocalCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        new ServerVolumes(Platform.Host.Local()).Find("*").Select(volume => (volume.Name, $"{volume.Name}  {volume.SizeBytes >> 20} MiB  {string.Join(", ", volume.Servers)}"));
}
