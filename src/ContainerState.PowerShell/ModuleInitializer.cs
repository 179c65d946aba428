using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace ContainerState.PowerShell;

/// <summary>
/// Sends every request for the core to <see cref="PrivateLoadContext"/>, from the import of the module on.
/// </summary>
/// <remarks>
/// PowerShell calls it before it looks at a parameter of any cmdlet, so before a type of the core is asked for.
/// </remarks>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private const string Core = "ContainerState.Core";

    /// <summary>Called by PowerShell when the module is imported.</summary>
    public void OnImport()
    {
        // A second import in the same process must not register it twice.
        AssemblyLoadContext.Default.Resolving -= Resolve;
        AssemblyLoadContext.Default.Resolving += Resolve;
        TypeNames.Add();
    }

    /// <summary>Called by PowerShell when the module is removed.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        TypeNames.Remove();
        AssemblyLoadContext.Default.Resolving -= Resolve;
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == Core ? PrivateLoadContext.Instance.Find(name) : null;
}
