namespace ContainerState.Definitions;

/// <summary>What a server may use at the most.</summary>
/// <param name="MemoryBytes">Memory, swap not counted; 0 for no limit of our own.</param>
/// <param name="Cpus">Processors, in fractions; 0 for no limit.</param>
/// <param name="Processes">Processes and threads; 0 for no limit.</param>
/// <param name="OpenFiles">Descriptors that each process may have open; 0 for <see cref="DefaultOpenFiles"/>, or as many as the host gives.</param>
/// <param name="DiskReadBytes">What it may read from each layer of its image on disk in a second; 0 for no limit.</param>
public sealed record ServerLimits(long MemoryBytes = 512L << 20, double Cpus = 0, int Processes = 512, int OpenFiles = 0, long DiskReadBytes = 0)
{
    /// <summary>Enough for a busy web server.</summary>
    public const int DefaultOpenFiles = 65536;

    /// <summary>Those that servers reach most often, with their units.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{MemoryBytes} bytes; {Cpus:0.##} processors; {Processes} processes");
}
