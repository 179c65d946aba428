namespace ContainerState.Definitions;

/// <summary>How a server's filter of system calls differs from that of all servers.</summary>
/// <param name="Allow">Names of <see cref="SystemCalls.Addable"/>, in order.</param>
/// <param name="AllArchitectures">True for programs of every architecture that the processor runs, such as those of 32 bits; else of its own alone.</param>
/// <param name="NoNetlink">True when not even the netlink sockets exist by which programs look at network devices.</param>
public sealed record ServerSeccomp(IReadOnlyList<string> Allow, bool AllArchitectures = false, bool NoNetlink = false)
{
    /// <summary>The system calls that are allowed beyond those of all servers.</summary>
    public override string ToString() => string.Join(", ", Allow);
}
