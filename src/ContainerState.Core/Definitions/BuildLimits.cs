namespace ContainerState.Definitions;

/// <summary>What a build step may use at the most.</summary>
/// <param name="MemoryBytes">Memory, with what it writes: its files are in memory until it ends.</param>
/// <param name="Processes">Processes and threads.</param>
/// <param name="ScratchBytes">What it may write: changes to its source, temporary files and the output, in all.</param>
/// <param name="Minutes">How long it may run.</param>
internal sealed record BuildLimits(long MemoryBytes = 8L << 30, int Processes = 4096, long ScratchBytes = 4L << 30, int Minutes = 60);
