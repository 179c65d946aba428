using ContainerState.Definitions;
using ContainerState.Images;

namespace ContainerState.Core.Tests.Support;

/// <summary>An image for tests that never open it.</summary>
internal static class TestImage
{
    public static ServerImage Web { get; } = new()
    {
        Id = new string('a', 40),
        Name = "web",
        Sha256 = new string('0', 64),
        Layers = [new ImageLayer(new string('b', 40), "/nowhere", new string('0', 64), 0)],
        SizeBytes = 0,
        CreatedUtc = DateTime.UnixEpoch,
        Definition = new ServerDefinition { Name = "web", Init = ["/bin/init"] },
    };
}
