using System.Globalization;
using System.Management.Automation;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.PowerShell;

/// <summary>Lets a parameter take what can be looked into: an image, a server, or a text that names a commit, an image or a server. Nothing else becomes a text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ImageReferenceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        // Whether there has to be something is another attribute's.
        null => null!,
        ImageReference reference => reference,
        ServerImage image => ImageReference.Of(image),
        EphemeralServer server => ImageReference.Of(server),
        string text => ImageReference.Of(text),
        // Numbers are names that somebody forgot to quote.
        IFormattable number => ImageReference.Of(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => throw TextOnlyAttribute.Refusal(inputData, "commit, image or server"),
    };
}
