namespace ContainerState.StateRepos;

/// <summary>What a server may use at the most.</summary>
/// <param name="MemoryBytes">Memory, swap not counted; 0 for no limit of our own.</param>
/// <param name="Cpus">Processors, in fractions; 0 for no limit.</param>
/// <param name="Processes">Processes and threads; 0 for no limit.</param>
public sealed record ServerLimits(long MemoryBytes = 512L << 20, double Cpus = 0, int Processes = 512);
