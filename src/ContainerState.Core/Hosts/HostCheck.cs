namespace ContainerState.Hosts;

/// <summary>One thing that the host needs, and whether it is there.</summary>
/// <param name="Name">What it is, such as <c>lxc-start</c> or <c>user id range</c>.</param>
/// <param name="Area">The group it belongs to: Program, Kernel, Identity, Cgroup, Network, Limit or Log.</param>
/// <param name="Passed">True when it is there, or nothing needs it.</param>
/// <param name="Found">What was found, such as a version; empty when nothing was.</param>
/// <param name="Remedy">What to do when it is not there; empty when there is nothing to do.</param>
public sealed record HostCheck(string Name, string Area, bool Passed, string Found, string Remedy)
{
    /// <summary>The area of limits that servers share: one that is too low keeps no first server from starting.</summary>
    public const string LimitArea = "Limit";

    /// <summary>The area of logs that wait for their log servers: one that cannot be sent keeps no server from starting.</summary>
    public const string LogArea = "Log";

    /// <summary>What it is, and whether it is there.</summary>
    public override string ToString() => $"{Name}: {(Passed ? "passed" : "failed")}";
}
