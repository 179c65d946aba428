using System.Diagnostics;
using ContainerState.Containers;
using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

public sealed class SpoolRoomTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-room-").FullName;

    // Somebody else's limit is set, not that of the tests.
    private readonly Process _writer = Process.Start("sleep", "600");

    public void Dispose()
    {
        _writer.Kill();
        _writer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_full_spool_says_so_once_and_gets_room_when_it_was_sent()
    {
        var spool = new LogSpool(Path.Combine(_folder, "web+image+-+0001"));
        Directory.CreateDirectory(spool.Folder);
        File.WriteAllBytes(spool.Console, new byte[1 << 20]);
        spool.Limit(new(ProcessIdentity.Of(_writer.Id)!, 1 << 20));

        SpoolRoom.Tend(spool, 0);
        SpoolRoom.Tend(spool, 0);

        Assert.Single(File.ReadAllLines(spool.Notes));
        Assert.Equal(1 << 20, spool.Writer!.EndOffset);

        SpoolRoom.Tend(spool, (1 << 20) - 3752);

        Assert.Equal(1 << 19, spool.Writer!.FirstOffset);
        Assert.Contains($"{3 << 19}", File.ReadLines($"/proc/{_writer.Id}/limits").Single(line => line.StartsWith("Max file size", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(1 << 20, new FileInfo(spool.Console).Length);
    }
}
