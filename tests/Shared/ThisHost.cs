using ContainerState.Builds;
using ContainerState.Hosts;
using ContainerState.Images;
using ContainerState.Networks;
using ContainerState.Platform;
using ContainerState.Servers;

namespace ContainerState.Tests;

/// <summary>The host that the tests run on, for those that need a real one.</summary>
internal static class ThisHost
{
    public static Host Host => Host.Local();

    public static ServerHost Setup => new(Host);

    public static EphemeralServers Servers => new(Host);

    public static ImageStore Images => new(Host);

    public static ImageBuilder Builder => new(Host);

    public static HostBridge Bridge => new(Host);
}
