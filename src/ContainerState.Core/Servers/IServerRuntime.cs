using ContainerState.Containers;

namespace ContainerState.Servers;

/// <summary>An engine that runs servers of this host.</summary>
internal interface IServerRuntime
{
    /// <summary>Its name in a record.</summary>
    string Name { get; }

    /// <summary>Starts what the record describes, in the folder that is made for it; returns when its init runs.</summary>
    /// <exception cref="Errors.ServerStartException">It did not come up. The caller clears it up.</exception>
    Task<ContainerProcesses> StartAsync(ServerRecord record, IReadOnlyDictionary<string, byte[]> secrets, CancellationToken cancel);

    /// <summary>Kills everything of the server and takes away all that it had on the host, but its folder and slot. Idempotent.</summary>
    /// <param name="folder">The server's folder.</param>
    /// <param name="record">Its record; null when it is damaged.</param>
    /// <param name="slot">Its slot; null when it has none.</param>
    /// <param name="unsure">True when more may run than the record says.</param>
    /// <param name="patience">How long to wait for what does not die, or is not let go of.</param>
    /// <param name="cancel">Stops waiting; the next call goes on.</param>
    /// <exception cref="Errors.BusyException">Something of it is still there; the next call goes on.</exception>
    Task ClearAsync(string folder, ServerRecord? record, int? slot, bool unsure, TimeSpan patience, CancellationToken cancel);
}
