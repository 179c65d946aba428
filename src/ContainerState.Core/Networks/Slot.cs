namespace ContainerState.Networks;

/// <summary>A number that a container holds while it exists, and what of it other containers must know.</summary>
/// <param name="Number">The number: its id range, address and device follow from it.</param>
/// <param name="Name">The container; empty when the slot's file is damaged.</param>
/// <param name="Image">The image that it keeps mounted.</param>
/// <param name="Access">What it keeps open in the host's network.</param>
/// <param name="Serves">Of a fleet: true when new connections to the ports that it publishes may go to this one.</param>
internal sealed record Slot(int Number, string Name, string Image, NetworkAccess Access, bool Serves = false)
{
    /// <summary>True when a connection to a port that it publishes may go to it.</summary>
    public bool TakesConnections => Serves || Access.Fleet.Length == 0;
}
