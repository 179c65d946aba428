using System.Security.Cryptography;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

/// <summary>A registry in a folder of its own, over an engine in memory, and an image to start.</summary>
internal sealed class MemoryServers : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestHost _host;

    public MemoryServers(TimeProvider? clock = null)
    {
        _host = new(clock);
        Runtime = new(_host.Host.Run);
        Servers = new(_host.Host, Runtime);
        Image = MakeImage('a');
    }

    public Host Host => _host.Host;

    public MemoryRuntime Runtime { get; }

    public RegisteredServers Servers { get; }

    /// <summary>An image with one check that is a program.</summary>
    public ServerImage Image { get; }

    public string FileOf(string server, string name) => Path.Combine(_host.Host.Servers, server, name);

    public ServerImage MakeImage(char id)
    {
        var file = _temp.At($"image-{id}");
        File.WriteAllText(file, $"image {id}");
        return TestImage.Web with
        {
            Id = new string(id, 40),
            Layers = [new ImageLayer(new string(id, 40), file, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), 0)],
            ObjectsCompared = true,
            Definition = TestImage.Web.Definition with { Checks = [new ServerCheck { Kind = "exec", Command = ["/bin/true"], Attempts = 1, IntervalSeconds = 0.05 }] },
        };
    }

    public async Task<IReadOnlyList<EphemeralServer>> StartAsync(string? name = null, int count = 1, bool wait = false, Action<string>? warn = null)
    {
        var started = new List<EphemeralServer>();
        await foreach (var server in Servers.StartAsync(Image, new StartOptions { Name = name, Count = count, Wait = wait }, warn: warn, cancel: TestContext.Current.CancellationToken))
        {
            started.Add(server);
        }
        return started;
    }

    public void Dispose()
    {
        _host.Dispose();
        _temp.Dispose();
    }
}
