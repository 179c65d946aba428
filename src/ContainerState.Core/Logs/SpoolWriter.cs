using ContainerState.Containers;

namespace ContainerState.Logs;

/// <summary>Who writes a spool, and how far it may.</summary>
/// <param name="Process">LXC's monitor, which writes the console; socklog for messages.</param>
/// <param name="RoomBytes">The spool's limit.</param>
/// <param name="FirstOffset">What is before it was given back.</param>
/// <param name="DroppedAt">Where it was full when last looked at; -1 when it was not.</param>
internal sealed record SpoolWriter(ProcessIdentity Process, long RoomBytes, long FirstOffset = 0, long DroppedAt = -1)
{
    /// <summary>Where the kernel stops the writer.</summary>
    public long EndOffset => FirstOffset + RoomBytes;
}
