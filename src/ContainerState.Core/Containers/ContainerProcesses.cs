namespace ContainerState.Containers;

/// <summary>The two processes that stand for a running container.</summary>
/// <param name="Monitor">LXC's monitor.</param>
/// <param name="Init">The container's first process.</param>
internal sealed record ContainerProcesses(ProcessIdentity Monitor, ProcessIdentity Init);
