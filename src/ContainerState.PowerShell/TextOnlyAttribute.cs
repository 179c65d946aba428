using System.Collections;
using System.Management.Automation;
using ContainerState.Images;
using ContainerState.Servers;
using ContainerState.Volumes;

namespace ContainerState.PowerShell;

/// <summary>
/// Lets a parameter take names as text alone. PowerShell would make text of any object in a pipeline, so that an image would
/// stop the server that is named like it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextOnlyAttribute : ArgumentTransformationAttribute
{
    /// <summary>A type of object that stands for its own name or id, where that does no harm; null for none.</summary>
    public Type? Also { get; set; }

    /// <summary>True to take rows of a table (CSV, JSON) by their column Name, where that does no harm.</summary>
    public bool Rows { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        // Whether there has to be something is another attribute's.
        null => null!,
        PSObject { BaseObject: PSCustomObject } row => Rows && row.Properties["Name"]?.Value is { } name ? TextOf(name) : throw Refusal(row),
        PSObject { BaseObject: { } inner } => Transform(engineIntrinsics, inner),
        string text => text,
        IEnumerable items => items.Cast<object>().Select(item => (string)Transform(engineIntrinsics, item)).ToArray(),
        _ => TextOf(inputData),
    };

    private string TextOf(object value) => value switch
    {
        PSObject wrapped => TextOf(wrapped.BaseObject),
        string text => text,
        EphemeralServer server when Also == typeof(EphemeralServer) => server.Name,
        ServerImage image when Also == typeof(ServerImage) => image.Id,
        ServerVolume volume when Also == typeof(ServerVolume) => volume.Name,
        // Numbers are names that somebody forgot to quote.
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw Refusal(value),
    };

    // With this cause PowerShell goes on, and looks for another parameter that takes the object.
    internal static ArgumentTransformationMetadataException Refusal(object? value, string wanted = "name")
    {
        var message = $"{(value is PSObject { BaseObject: PSCustomObject } ? "A row of a table" : $"An object of the type {value?.GetType().Name}")} is no {wanted} here.";
        return new(message, new PSInvalidCastException(message));
    }
}
