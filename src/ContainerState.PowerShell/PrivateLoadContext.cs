using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace ContainerState.PowerShell;

/// <summary>
/// Holds the core and its libraries, so that another module's version of one of them does not affect this module,
/// nor the other way round.
/// </summary>
/// <remarks>
/// They are in a separate folder, where neither PowerShell nor the runtime looks by itself: an assembly next to
/// the module's would be loaded into the session's own context.
/// </remarks>
internal sealed class PrivateLoadContext : AssemblyLoadContext
{
    private static readonly Lazy<PrivateLoadContext> Shared = new(() => new PrivateLoadContext());

    private readonly string folder = Path.Combine(
        Path.GetDirectoryName(typeof(PrivateLoadContext).Assembly.Location) ?? "", "dependencies");

    private PrivateLoadContext()
        : base("ContainerState")
    {
    }

    /// <summary>The only one in this process: a loaded assembly stays loaded.</summary>
    public static PrivateLoadContext Instance => Shared.Value;

    /// <summary>One of this module's assemblies, loaded here; null for any other.</summary>
    /// <remarks>
    /// Not LoadFromAssemblyName, which would ask the session's context for what is missing, which would call this again.
    /// </remarks>
    public Assembly? Find(AssemblyName name)
    {
        var path = Path.Combine(folder, name.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    /// <remarks>libgit2, which is there once for each platform.</remarks>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", $"lib{unmanagedDllName}.so");
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : 0;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) => Find(assemblyName);
}
