using System.Diagnostics;
using ContainerState.Containers;
using ContainerState.Core.Tests.Support;
using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

public sealed class SpoolRoomTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-room-").FullName;

    // Somebody else's limit is set, not that of the tests.
    private readonly Process _writer = Process.Start("sleep", "600");

    public void Dispose()
    {
        _writer.Kill();
        _writer.Dispose();
        Directory.Delete(_folder, recursive: true);
        _host.Dispose();
    }

    [Fact]
    public async Task A_full_spool_says_so_once_and_gets_room_when_it_was_sent()
    {
        var spool = new LogSpool(Path.Combine(_folder, "web+image+-+0001"));
        Directory.CreateDirectory(spool.Folder);
        File.WriteAllBytes(spool.Console.Path, new byte[1 << 20]);
        await spool.Console.LimitAsync(new(ProcessIdentity.Of(_writer.Id)!, 1 << 20), TestContext.Current.CancellationToken);

        await new SpoolRoom(_host.Host).TendAsync(spool, new Dictionary<string, long>(), TestContext.Current.CancellationToken);
        await new SpoolRoom(_host.Host).TendAsync(spool, new Dictionary<string, long>(), TestContext.Current.CancellationToken);

        Assert.Single(File.ReadAllLines(spool.Notes));
        Assert.Equal(1 << 20, spool.Console.Writer!.EndOffset);

        await new SpoolRoom(_host.Host).TendAsync(spool, new Dictionary<string, long> { [spool.Console.Path] = (1 << 20) - 3752 }, TestContext.Current.CancellationToken);

        Assert.Equal(1 << 19, spool.Console.Writer!.FirstOffset);
        Assert.Contains($"{3 << 19}", File.ReadLines($"/proc/{_writer.Id}/limits").Single(line => line.StartsWith("Max file size", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(1 << 20, new FileInfo(spool.Console.Path).Length);
    }
}
