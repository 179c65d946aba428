using ContainerState.Containers;
using ContainerState.Definitions;

namespace ContainerState.Servers.Runtimes;

/// <summary>Where a server can write, whatever engine runs it.</summary>
internal static class ServerPaths
{
    /// <summary>What state.yaml names, and what is there in every server, or in those with systemd.</summary>
    /// <param name="definition">What state.yaml says.</param>
    /// <param name="root">The folder where the image is mounted.</param>
    public static IReadOnlyList<WritablePath> Writable(ServerDefinition definition, string root) =>
        WithSharedMemory(Systemd.IsInit(definition, root) ? Systemd.Writable(definition.Writable) : definition.Writable, definition.Limits);

    // As on any Linux, half of the memory that there is, and counted in it.
    private static IReadOnlyList<WritablePath> WithSharedMemory(IReadOnlyList<WritablePath> writable, ServerLimits limits) =>
        writable.Any(path => path.Path == WritablePath.SharedMemory)
            ? writable
            : [.. writable, new(WritablePath.SharedMemory, limits.MemoryBytes / 2, WritablePath.UsualMode(WritablePath.SharedMemory))];
}
