using System.Globalization;
using System.Text;
using ContainerState.Platform;
using Microsoft.Win32.SafeHandles;

namespace ContainerState.Containers;

/// <summary>A user namespace with nobody in it, for mounts whose files are to belong to a container.</summary>
internal static class UserNamespace
{
    /// <summary>Makes one that maps 0 and those that follow to a container's ids; it lasts as long as the handle.</summary>
    public static async Task<SafeFileHandle> OpenAsync(long firstId, int count, CancellationToken cancel)
    {
        SafeFileHandle? opened = null;
        var done = new TaskCompletionSource();
        // cat says its process id, and so that it is in the namespace; then it waits for the end of its input.
        await ProgramRunner.RunAsync(
            new ProgramCommand("unshare").With("--user", "--", "cat", "/proc/self/stat", "-"),
            input: async (_, stop) => await done.Task.WaitAsync(stop),
            output: async (stream, stop) =>
            {
                try
                {
                    using var reader = new StreamReader(stream, Encoding.ASCII);
                    var stat = await reader.ReadLineAsync(stop) ?? "";
                    if (int.TryParse(stat.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                    {
                        var map = string.Create(CultureInfo.InvariantCulture, $"0 {firstId} {count}\n");
                        await File.WriteAllTextAsync($"/proc/{id}/uid_map", map, stop);
                        await File.WriteAllTextAsync($"/proc/{id}/gid_map", map, stop);
                        opened = File.OpenHandle($"/proc/{id}/ns/user");
                    }
                }
                finally
                {
                    done.TrySetResult();
                }
            },
            cancel: cancel);
        return opened ?? throw new InvalidOperationException("A user namespace was made, and its process did not say its id.");
    }
}
