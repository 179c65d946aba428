using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ContainerState.Platform;

/// <summary>Folders that are held open, so that each has a short path, and is the same whatever is mounted over it meanwhile.</summary>
internal sealed partial class FolderHandles : IDisposable
{
    // Of open(2): a place alone, and not for programs that we start.
    private const int Flags = 0x200000 | 0x80000;

    private readonly List<SafeFileHandle> _handles = [];

    /// <summary>Opens them.</summary>
    /// <exception cref="IOException">One is not there.</exception>
    public FolderHandles(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            var handle = Open(folder, Flags);
            _handles.Add(handle);
            if (handle.IsInvalid)
            {
                var error = Marshal.GetLastPInvokeError();
                Dispose();
                throw new IOException($"{folder}: {Marshal.GetPInvokeErrorMessage(error)}", error);
            }
        }
    }

    /// <summary>The short paths, in the folders' order; they hold no longer than this object.</summary>
    public IEnumerable<string> Paths => _handles.Select(handle => PathOf(handle));

    /// <summary>The short path of what a handle is open on.</summary>
    public static string PathOf(SafeFileHandle handle) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}");

    /// <inheritdoc/>
    public void Dispose() => _handles.ForEach(handle => handle.Dispose());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
