using ContainerState.Platform;
using ContainerState.Volumes;

namespace ContainerState.Servers;

/// <summary>Which servers have which volumes, by their records.</summary>
internal static class VolumeHolders
{
    /// <summary>The names of the servers that are being started, run, or are not all gone yet, by volume.</summary>
    public static ILookup<string, string> Of(ServerRegistry registry) => registry.Names()
        .Where(name => registry.IsHolding(name))
        .SelectMany(name => (registry.Read(name)?.Record?.Volumes ?? []).Select(use => (use.Volume, Server: name)))
        .ToLookup(pair => pair.Volume, pair => pair.Server, StringComparer.Ordinal);

    /// <summary>Refuses volumes that a start cannot have. The caller holds the host's lock.</summary>
    /// <param name="host">The host.</param>
    /// <param name="registry">Its servers.</param>
    /// <param name="uses">What is asked for.</param>
    /// <param name="count">How many servers are to be started.</param>
    /// <param name="supervisor">The supervisor that starts them; empty when none does.</param>
    /// <exception cref="Errors.ContainerStateException">There is none of that name, or it is another server's.</exception>
    public static void RequireFree(Host host, ServerRegistry registry, IReadOnlyList<VolumeUse> uses, int count, string supervisor)
    {
        if (uses.Count == 0)
        {
            return;
        }
        var store = new VolumeStore(host);
        if (supervisor.Length > 0 || count > 1)
        {
            store.RequireShared(uses, supervisor.Length > 0 ? BySupervisor : $"{count} are to be started");
        }
        var holders = Of(registry);
        foreach (var use in uses)
        {
            if (!store.Get(use.Volume).Shared && holders[use.Volume].ToList() is { Count: > 0 } servers)
            {
                throw VolumeFaults.InUse(use.Volume, servers);
            }
        }
    }

    /// <summary>Why a supervisor cannot have a volume for one server.</summary>
    public const string BySupervisor = "a supervisor starts a second before it stops the first";
}
