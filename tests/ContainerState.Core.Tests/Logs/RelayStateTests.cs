using System.Text.Json.Nodes;
using ContainerState.Logs;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Logs;

public sealed class RelayStateTests : IDisposable
{
    private readonly RelayFiles _files = new(Directory.CreateTempSubdirectory("containerstate-relay-").FullName);

    public RelayStateTests() => Directory.CreateDirectory(_files.State);

    private string Log => Path.Combine(_files.Folder, "console.log");

    public void Dispose() => Directory.Delete(_files.Folder, recursive: true);

    [Fact]
    public void What_was_on_its_way_is_sent_again_from_the_beginning_of_a_line()
    {
        using (var file = File.Create(Log))
        {
            // Lines of 1,000 bytes.
            for (var i = 0; i < 20_000; i++)
            {
                file.Write([.. new byte[999], (byte)'\n']);
            }
        }
        Remember(Log, 20_000_000);

        RelayState.Rewind(_files, _ => 0);
        var first = RelayState.Read(_files)[Log];

        Assert.Equal(0, first % 1000);
        Assert.InRange(first, 20_000_000 - RelayState.SentAgain, 20_000_000 - RelayState.SentAgain + 1000);
    }

    [Fact]
    public void What_was_given_back_is_not_sent_again()
    {
        File.WriteAllText(Log, "123456789\n123456789\n123456789\n");
        Remember(Log, 30);

        RelayState.Rewind(_files, _ => 15);

        Assert.Equal(20, RelayState.Read(_files)[Log]);
    }

    [Fact]
    public void What_is_gone_is_forgotten_and_a_broken_file_is_no_knowledge()
    {
        File.WriteAllText(Log, "1\n");
        Remember(Log, 2);
        Remember(Log + ".gone", 7);
        File.WriteAllText(Path.Combine(_files.State, "imfile-state:broken"), "{ \"filename\": \"");

        RelayState.Forget(_files);

        Assert.Equal([Log], RelayState.Read(_files).Keys);
    }

    [Fact]
    public void A_file_can_be_skipped_of_which_nothing_was_handed_on_yet()
    {
        File.WriteAllText(Log, "1\n2\n3\n");

        RelayState.Skip(_files, Log, 4);

        Assert.Equal(4, RelayState.Read(_files)[Log]);
        // rsyslog finds it by this name.
        Assert.Equal([$"imfile-state:{FileStatus.Of(Log).Inode}"], Directory.GetFiles(_files.State).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void A_file_is_skipped_where_the_relay_has_it_already()
    {
        File.WriteAllText(Log, "1\n2\n3\n");
        Remember(Log, 2);

        RelayState.Skip(_files, Log, 6);

        Assert.Equal(6, RelayState.Read(_files)[Log]);
        Assert.Single(Directory.GetFiles(_files.State));
    }

    [Fact]
    public async Task A_spool_that_goes_while_it_is_looked_at_has_nothing_waiting()
    {
        var spool = new LogSpool(Path.Combine(_files.Spools, "web+image+-+0001"));
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var others = Task.Run(
            () =>
            {
                while (!end.IsCancellationRequested)
                {
                    Directory.CreateDirectory(spool.Folder);
                    for (var i = 0; i < 1000; i++)
                    {
                        File.WriteAllText(spool.Console.Path, "1\n");
                        File.Delete(spool.Console.Path);
                    }
                    Directory.Delete(_files.Spools, recursive: true);
                }
            },
            TestContext.Current.CancellationToken);

        while (!end.IsCancellationRequested)
        {
            for (var i = 0; i < 1000; i++)
            {
                Assert.InRange(RelayState.Waiting(spool, new Dictionary<string, long>()), 0, 2);
            }
            Assert.InRange(LogSpool.In(_files.Spools).Count, 0, 1);
            Assert.Equal("", new SpoolStateReader().Of(spool).Server);
        }
        await others;
    }

    private void Remember(string path, long offset) =>
        File.WriteAllText(
            Path.Combine(_files.State, "imfile-state:" + Path.GetFileName(path)),
            new JsonObject { ["filename"] = path, ["prev_was_nl"] = 0, ["curr_offs"] = offset, ["strt_offs"] = offset }.ToJsonString());
}
