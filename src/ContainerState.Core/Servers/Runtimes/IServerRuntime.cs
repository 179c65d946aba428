using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Servers.Runtimes;

/// <summary>An engine that runs servers of this host. What is above it knows nothing of the engine but this.</summary>
/// <remarks>
/// The registry keeps the records and the locks. Where it says that the caller holds the host's lock, nobody else reserves,
/// releases or clears up meanwhile.
/// </remarks>
internal interface IServerRuntime
{
    /// <summary>Its name in a record.</summary>
    string Name { get; }

    /// <summary>Makes the folders that it needs beside those of the servers. Called before the host's lock is taken.</summary>
    void MakeFolders();

    /// <summary>Takes what starts need before they begin, such as addresses and user ids. The caller holds the host's lock.</summary>
    /// <param name="image">The image that all of them run from.</param>
    /// <param name="names">The servers' names, which nobody has.</param>
    /// <param name="inputs">What is handed over to each.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>A place for each name, in their order. After an error, <see cref="ReleaseAsync"/> gives back what was taken.</returns>
    /// <exception cref="HostNotReadyException">The host lacks something.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.AddressesUsedUp"/>: There is no room for so many servers.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PortInUse"/>: A port to publish is taken.</exception>
    Task<IReadOnlyList<ServerPlace>> ReserveAsync(ServerImage image, IReadOnlyList<string> names, StartInputs inputs, CancellationToken cancel);

    /// <summary>Starts what the record describes; returns when its init runs.</summary>
    /// <param name="folder">The server's folder.</param>
    /// <param name="record">The record.</param>
    /// <param name="secrets">What it gets at its start, by name.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ServerStartException">It did not come up. The caller clears it up.</exception>
    Task<ContainerProcesses> StartAsync(string folder, ServerRecord record, IReadOnlyDictionary<string, Secret> secrets, CancellationToken cancel);

    /// <summary>True while the server's init is there. Asked often, so it must be quick.</summary>
    bool IsRunning(ServerRecord record);

    /// <summary>Says which servers of fleets get the new connections to the ports that they publish. The caller holds the host's lock.</summary>
    /// <param name="admitted">These do from now on.</param>
    /// <param name="withdrawn">These do not any more. Connections that they have go on.</param>
    /// <param name="cancel">Stops it.</param>
    Task ServeAsync(IReadOnlyCollection<string> admitted, IReadOnlyCollection<string> withdrawn, CancellationToken cancel);

    /// <summary>True when new connections to the ports that a server publishes may go to it.</summary>
    bool Serves(ServerRecord record);

    /// <summary>How many connections to the ports that it publishes a server has; 0 when it does not run.</summary>
    int Connections(ServerRecord record);

    /// <summary>How a server ended; null while it runs, for a moment after it has ended, and when nobody knows.</summary>
    /// <param name="folder">The server's folder.</param>
    /// <param name="record">Its record.</param>
    ServerEnd? End(string folder, ServerRecord record);

    /// <summary>Runs a program in a server, as its root and with the rights of its init.</summary>
    /// <param name="folder">The server's folder.</param>
    /// <param name="server">The server, which runs.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="output">Reads its standard output.</param>
    /// <param name="cancel">Kills it.</param>
    Task<ProgramResult> ExecuteAsync(
        string folder, EphemeralServer server, IReadOnlyList<string> command, Func<Stream, CancellationToken, Task> output, CancellationToken cancel);

    /// <summary>What a server that runs uses.</summary>
    ServerUsage Usage(string name);

    /// <summary>The file that a server's console is written to, where no log server is named.</summary>
    string Console(string folder);

    /// <summary>The checks that hold for every server of this engine, whatever state.yaml says: a name, and what it saw.</summary>
    IReadOnlyList<(string Name, Func<CancellationToken, Task<CheckAttempt>> See)> Checks(EphemeralServer server);

    /// <summary>Kills everything of the server and takes away all that it had on the host, but its folder and its place. Idempotent.</summary>
    /// <param name="folder">The server's folder.</param>
    /// <param name="record">Its record; null when it is damaged.</param>
    /// <param name="unsure">True when more may run than the record says.</param>
    /// <param name="isSweep">True when another command is waiting for this one, which clears up by the way: it waits less for what does not die.</param>
    /// <param name="cancel">Stops waiting; the next call goes on.</param>
    /// <exception cref="BusyException">Something of it is still there; the next call goes on.</exception>
    Task ClearAsync(string folder, ServerRecord? record, bool unsure, bool isSweep, CancellationToken cancel);

    /// <summary>Gives back the places of servers that are no more, and what no server needs any more. The caller holds the host's lock.</summary>
    /// <param name="names">The servers that there are.</param>
    /// <param name="isSweep">True to look as well for what commands that were killed have left.</param>
    /// <param name="cancel">Stops it; the next call goes on.</param>
    /// <returns>What could not be cleared up, as sentences for <see cref="Leftover"/>; the next call tries again.</returns>
    Task<IReadOnlyList<string>> ReleaseAsync(IReadOnlySet<string> names, bool isSweep, CancellationToken cancel);

    /// <summary>Forgets what files say of servers of an earlier boot, of which nothing runs any more. The caller holds the host's lock.</summary>
    void ForgetEarlierBoot();
}
