namespace ContainerState.StateRepos;

/// <summary>What a server's filter of system calls lets through beyond what all servers have.</summary>
/// <param name="Allow">Names of <see cref="SystemCalls.Addable"/>, in order.</param>
/// <param name="AllArchitectures">True for programs of every architecture that the processor runs, such as those of 32 bits; else of its own alone.</param>
public sealed record ServerSeccomp(IReadOnlyList<string> Allow, bool AllArchitectures = false);
