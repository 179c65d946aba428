using System.Collections;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes what can be looked into: the branches and tags of a repository, then this host's servers and images.</summary>
public sealed class ImageReferenceCompleter : RepositoryCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) => new ImageContents(Platform.Host.Local()).Names(RepositoryOf(bound));
}
