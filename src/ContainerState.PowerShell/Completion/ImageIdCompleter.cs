using System.Collections;
using ContainerState.Images;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the ids of this host's images.</summary>
public sealed class ImageIdCompleter : LocalCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        new ImageStore(Platform.Host.Local()).List().Select(image => (image.Id, $"{image.Name}  {image.CreatedUtc:u}"));
}
