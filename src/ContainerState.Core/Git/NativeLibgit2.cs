using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ContainerState.Errors;
using ContainerState.Hosts;

namespace ContainerState.Git;

/// <summary>Finds LibGit2Sharp's native part: beside the assembly when it was packaged, else the distribution's libgit2.</summary>
internal static class NativeLibgit2
{
    /// <summary>The file that LibGit2Sharp is packaged with, named after the libgit2 that this version of it was made with.</summary>
    internal const string PackagedName = "libgit2-a2bde63.so";

    // GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION
    private const int StrictHashVerification = 22;

    private static readonly Lazy<bool> Ready = new(Prepare);

    /// <summary>Must be called before the first use of libgit2, ours or LibGit2Sharp's.</summary>
    /// <exception cref="NativeLibraryMissingException">There is no libgit2.</exception>
    public static void Require() => _ = Ready.Value;

    private static bool Prepare()
    {
        var library = Load();
        NativeLibrary.SetDllImportResolver(typeof(Libgit2).Assembly, (wanted, _, _) => wanted == Libgit2.Library ? library : IntPtr.Zero);
        Libgit2.Initialize();
        // A look-up would hash every object again, at half the speed of reading it. Git does not either: what comes over
        // the network is hashed on arrival, and each packed object carries zlib's own checksum.
        Libgit2.SetOption(StrictHashVerification, 0);
        return true;
    }

    private static IntPtr Load()
    {
        var folder = Path.GetDirectoryName(typeof(NativeLibgit2).Assembly.Location)!;
        var packaged = Path.Combine(folder, PackagedName);
        if (File.Exists(packaged))
        {
            return NativeLibrary.Load(packaged);
        }
        if (NativeGit.Find() is not { } path || !NativeLibrary.TryLoad(path, out var library))
        {
            throw new NativeLibraryMissingException("beside LibGit2Sharp.dll, and as libgit2.so.1.5 to 1.9 where the system keeps libraries");
        }
        // LibGit2Sharp's: asked only after .NET's own search for the packaged file has failed.
        AssemblyLoadContext.GetLoadContext(typeof(NativeLibgit2).Assembly)!.ResolvingUnmanagedDll += (_, wanted) =>
            wanted.StartsWith("git2-", StringComparison.Ordinal) ? library : IntPtr.Zero;
        return library;
    }
}
