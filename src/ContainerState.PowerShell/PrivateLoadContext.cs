using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace ContainerState.PowerShell;

/// <summary>
/// Holds the core and its libraries, so that another module's version of one of them is no concern of ours,
/// nor ours of theirs.
/// </summary>
/// <remarks>
/// They lie in a folder of their own, where neither PowerShell nor the runtime looks by itself: an assembly beside
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

    /// <summary>The one of this process: an assembly that was once loaded stays.</summary>
    public static PrivateLoadContext Instance => Shared.Value;

    /// <summary>One of our assemblies, loaded here; null when it is none of them.</summary>
    /// <remarks>
    /// Not LoadFromAssemblyName, which goes on to ask the session's context for what is missing, and that asks us again.
    /// </remarks>
    public Assembly? Find(AssemblyName name)
    {
        var path = Path.Combine(folder, name.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    /// <remarks>libgit2, which lies there once for each platform.</remarks>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", $"lib{unmanagedDllName}.so");
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : 0;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) => Find(assemblyName);
}
