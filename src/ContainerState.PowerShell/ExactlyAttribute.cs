using System.Management.Automation;

namespace ContainerState.PowerShell;

/// <summary>
/// Lets a parameter take objects of its own type alone. PowerShell would make one of any row that has a property of the same
/// name, so that a row with a Name would be a server.
/// </summary>
/// <param name="type">The type.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExactlyAttribute(Type type) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = Inner(inputData);
        return value is null || type.IsInstanceOfType(value) || (value is object[] several && several.All(item => type.IsInstanceOfType(Inner(item))))
            ? value!
            : throw TextOnlyAttribute.Refusal(inputData, type.Name);
    }

    private static object? Inner(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
