using ContainerState.Builds;
using ContainerState.Caches;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Support;

/// <summary>A host of a test's own: all that the product keeps on one is in a folder that goes with it.</summary>
internal sealed class TestHost : IDisposable
{
    private readonly TempFolder _folder = new();

    public TestHost(TimeProvider? clock = null) => Host = new(_folder.At("home"), _folder.At("run")) { Verity = Verity, Clock = clock ?? TimeProvider.System };

    public Host Host { get; }

    /// <summary>Whatever the machine of the tests has.</summary>
    public MemoryVerity Verity { get; } = new();

    public string Home => Host.Home;

    public ImageStore Images => new(Host);

    public LayerStore Layers => new(Host);

    public ContentCheck Content => new(Host);

    public ImageBuilder Builder => new(Host);

    public StateCache Cache => new(Host);

    public void Dispose()
    {
        Verity.Dispose();
        _folder.Dispose();
    }
}
