using System.Collections;
using ContainerState.Images;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of this host's images, then their ids.</summary>
public sealed class ImageNameCompleter : LocalCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound)
    {
        var images = new ImageStore(Platform.Host.Local()).List();
        return images.Select(image => (image.Name, image.Name))
            .Concat(images.Select(image => (image.Id, $"{image.Name}  {image.CreatedUtc:u}")));
    }
}
