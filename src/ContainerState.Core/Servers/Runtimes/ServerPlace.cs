namespace ContainerState.Servers.Runtimes;

/// <summary>What an engine has reserved for one server.</summary>
/// <param name="Number">A number that no other server of the host has.</param>
/// <param name="Address">Its address.</param>
/// <param name="FirstUserId">The host's id of its root.</param>
internal sealed record ServerPlace(int Number, string Address, long FirstUserId);
