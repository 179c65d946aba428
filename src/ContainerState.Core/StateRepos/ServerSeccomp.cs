namespace ContainerState.StateRepos;

/// <summary>What a server's filter of system calls lets through beyond what all servers have.</summary>
/// <param name="Allow">Names of <see cref="SystemCalls.Addable"/>, in order.</param>
public sealed record ServerSeccomp(IReadOnlyList<string> Allow);
