using System.Management.Automation;
using System.Reflection;
using ContainerState.Errors;

namespace ContainerState.PowerShell;

/// <summary>
/// Lets scripts write <c>[EphemeralServer]</c> and <c>catch [ServerNotFoundException]</c>: short names for what the cmdlets hand
/// out and for the errors. They belong to the session from the import of the module to its removal.
/// </summary>
internal static class TypeNames
{
    // PowerShell has no public way to it, and has kept this one since its second version.
    private static readonly Type Accelerators = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators")!;

    private static readonly List<string> Added = [];

    /// <summary>Adds the names that nobody else has.</summary>
    public static void Add()
    {
        Remove();
        var taken = (IDictionary<string, Type>)Accelerators.GetProperty("Get")!.GetValue(null)!;
        // Whole names too: PowerShell itself looks for them in the session's own context alone.
        var names = All().Select(type => (type.Name, Type: type))
            .Concat(typeof(ContainerStateException).Assembly.GetExportedTypes().Where(type => !type.IsGenericType).Select(type => (Name: type.FullName!, Type: type)));
        foreach (var (name, type) in names.Where(pair => !taken.ContainsKey(pair.Name)))
        {
            Call("Add", name, type);
            Added.Add(name);
        }
    }

    /// <summary>Takes away the names that were added.</summary>
    public static void Remove()
    {
        Added.ForEach(name => Call("Remove", name));
        Added.Clear();
    }

    private static IEnumerable<Type> All() => typeof(TypeNames).Assembly.GetExportedTypes()
        .SelectMany(type => type.GetCustomAttributes<OutputTypeAttribute>(inherit: false))
        .SelectMany(output => output.Type)
        .Select(output => output.Type)
        .OfType<Type>()
        // Those of .NET have names of their own.
        .Where(type => type.Namespace!.StartsWith(nameof(ContainerState), StringComparison.Ordinal))
        .Concat(typeof(ContainerStateException).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(ContainerStateException))))
        .Distinct();

    private static void Call(string method, params object[] arguments) => Accelerators.GetMethod(method)!.Invoke(null, arguments);
}
