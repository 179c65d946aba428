using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Networks;

/// <summary>A network of its own that stands for the outside: 198.51.100.2, reached by a default route of low rank.</summary>
internal static class OutsideNetwork
{
    /// <summary>The first one mounts a folder for all, which stays.</summary>
    public static async Task PrepareAsync(string name)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RemoveAsync(name);
            await RunAsync("netns", "add", name);
            await RunAsync("netns", "delete", name);
        }
    }

    public static async Task MakeAsync(string name)
    {
        await RunAsync("netns", "add", name);
        await RunAsync("link", "add", "cstest0", "type", "veth", "peer", "name", "cstest1", "netns", name);
        await RunAsync("addr", "add", "198.51.100.1/24", "dev", "cstest0");
        await RunAsync("link", "set", "cstest0", "up");
        await RunAsync("-n", name, "addr", "add", "198.51.100.2/24", "dev", "cstest1");
        await RunAsync("-n", name, "link", "set", "lo", "up");
        await RunAsync("-n", name, "link", "set", "cstest1", "up");
        await RunAsync("route", "add", "default", "via", "198.51.100.2", "metric", "9999");
    }

    public static async Task RemoveAsync(string name)
    {
        await ProgramRunner.TryRunAsync(new ProgramCommand("ip").With("netns", "delete", name));
        // It goes with the network, a moment later.
        await Eventually.LookAsync(() => Directory.Exists("/sys/class/net/cstest0"), there => !there, seconds: 5);
    }

    private static Task RunAsync(params ReadOnlySpan<string> arguments) => ProgramRunner.RunAsync(new ProgramCommand("ip").With(arguments));
}
