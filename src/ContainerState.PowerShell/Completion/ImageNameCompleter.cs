using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of this host's images, then their ids.</summary>
public sealed class ImageNameCompleter : LocalCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => Local.Images();
}
