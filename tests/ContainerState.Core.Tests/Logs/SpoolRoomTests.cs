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
        var spool = Spool();
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

    [Fact]
    public async Task Every_whole_line_that_waits_is_dropped_and_is_not_sent_again()
    {
        var spool = Spool();
        // 10,000 bytes that were sent, 20,000 that wait, and the line that is being written.
        File.WriteAllText(spool.Console.Path, new string('x', 9_999) + "\n" + new string('y', 19_999) + "\nhalf a li");
        File.WriteAllText(spool.Syslog.Path, "<13>sent\n");
        File.WriteAllText(spool.Notes, "the spool is full\n");
        await spool.Console.LimitAsync(new(ProcessIdentity.Of(_writer.Id)!, 1 << 20), TestContext.Current.CancellationToken);
        var shipped = new Dictionary<string, long> { [spool.Console.Path] = 10_000, [spool.Syslog.Path] = 9 };

        var dropped = await SpoolRoom.DropAsync(spool, shipped, TestContext.Current.CancellationToken);

        Assert.Equal(20_000 + 18, dropped);
        var sent = RelayState.Read(RelayFiles.OfSpool(spool.Folder));
        Assert.Equal([30_000, 18], [sent[spool.Console.Path], sent[spool.Notes]]);
        Assert.DoesNotContain(spool.Syslog.Path, sent.Keys);
        Assert.Equal((30_000, 30_000 + (1 << 20)), (spool.Console.Writer!.FirstOffset, spool.Console.Writer!.EndOffset));
        // The place of a byte stays its number, and what imfile knows the file by stays too.
        Assert.Equal(30_009, new FileInfo(spool.Console.Path).Length);
        Assert.StartsWith("xxxx", File.ReadAllText(spool.Console.Path), StringComparison.Ordinal);
        Assert.Equal("half a li", Assert.Single(ServerLog.Read("web", spool.Console.Path)).Text);
    }

    [Fact]
    public async Task A_spool_of_which_nothing_waits_stays_as_it_is()
    {
        var spool = Spool();
        File.WriteAllText(spool.Console.Path, "sent\n");
        spool.Close();

        Assert.Equal(0, await SpoolRoom.DropAsync(spool, new Dictionary<string, long> { [spool.Console.Path] = 5 }, TestContext.Current.CancellationToken));

        Assert.True(File.Exists(spool.Console.Path));
    }

    [Fact]
    public async Task A_spool_whose_files_are_gone_keeps_nobody_from_tending()
    {
        var spool = Spool();
        await spool.Console.LimitAsync(new(ProcessIdentity.Of(_writer.Id)!, 1 << 20), TestContext.Current.CancellationToken);

        await new SpoolRoom(_host.Host).TendAsync(spool, new Dictionary<string, long>(), TestContext.Current.CancellationToken);

        Assert.False(File.Exists(spool.Console.Path));
    }

    [Fact]
    public async Task A_line_after_dropped_blocks_is_sent_again()
    {
        var spool = Spool();
        var relay = RelayFiles.OfSpool(spool.Folder);
        File.WriteAllText(spool.Console.Path, new string('x', (3 * 4096) - 1) + "\n");
        await spool.Console.LimitAsync(new(ProcessIdentity.Of(_writer.Id)!, 1 << 20), TestContext.Current.CancellationToken);
        await SpoolRoom.DropAsync(spool, new Dictionary<string, long>(), TestContext.Current.CancellationToken);
        File.AppendAllText(spool.Console.Path, "after\n");
        RelayState.Skip(relay, spool.Console.Path, (3 * 4096) + 6);

        RelayState.Rewind(relay, _ => spool.Console.Writer!.FirstOffset);

        Assert.Equal(3 * 4096, RelayState.Read(relay)[spool.Console.Path]);
    }

    [Fact]
    public async Task A_line_without_end_is_dropped_too()
    {
        var spool = Spool();
        File.WriteAllText(spool.Console.Path, new string('x', 3 << 20));

        Assert.Equal(3 << 20, await SpoolRoom.DropAsync(spool, new Dictionary<string, long>(), TestContext.Current.CancellationToken));
    }

    private LogSpool Spool()
    {
        var spool = new LogSpool(Path.Combine(_folder, "relay/spool/web+image+-+0001"));
        Directory.CreateDirectory(spool.Folder);
        return spool;
    }
}
