using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>Starts servers of the test image and kills them.</summary>
public abstract class ServerStarts
{
    /// <summary>Kills the servers of a pattern, damaged ones too.</summary>
    internal static async Task StopAllAsync(string pattern)
    {
        var stops = new ServerStops(ThisHost.Host, force: true, CancellationToken.None);
        foreach (var server in ThisHost.Servers.List(pattern))
        {
            stops.Add(server);
        }
        await foreach (var (_, fault) in stops.EndAsync())
        {
            Assert.Null(fault);
        }
    }

    internal static Task<EphemeralServer> StartAsync(ServerImage image, StartOptions? options = null, Action<string>? warn = null) =>
        StartManyAsync(image, options ?? new(), warn).ContinueWith(
            task => Assert.Single(task.GetAwaiter().GetResult()), TaskScheduler.Default);

    internal static async Task<IReadOnlyList<EphemeralServer>> StartManyAsync(ServerImage image, StartOptions options, Action<string>? warn = null)
    {
        var servers = new List<EphemeralServer>();
        await foreach (var server in ThisHost.Servers.StartAsync(Named(image), options, warn: warn))
        {
            servers.Add(server);
        }
        return servers;
    }

    internal static Task<ServerStartException> StartFailsAsync(ServerImage image) =>
        Assert.ThrowsAsync<ServerStartException>(() => StartAsync(image));

    /// <summary>The console, once it holds a text.</summary>
    internal static async Task<string> ConsoleAsync(EphemeralServer server, string until)
    {
        var text = await Eventually.LookAsync(
            async () => File.Exists(server.ConsolePath) ? await File.ReadAllTextAsync(server.ConsolePath) : "",
            seen => seen.Contains(until, StringComparison.Ordinal),
            pause: 10);
        Assert.True(text.Contains(until, StringComparison.Ordinal), $"{server.Name} never wrote '{until}': {text}");
        return text.Replace("\r", "");
    }

    // What tests start is theirs to clear up, and nothing else.
    private static ServerImage Named(ServerImage image) => image with { Name = "t-" + image.Name };
}
