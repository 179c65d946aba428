using ContainerState.Core.Tests.Support;
using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

public sealed class RelayOutageTests : IDisposable
{
    private const string Start = "2026-01-31T13:00:00.000000+00:00  [origin software=\"rsyslogd\"] start\n";
    private const string Away = Start + "2026-01-31T13:00:01.000000+00:00 cannot connect to logs:514: Connection refused [v8.2302.0]\n"
        + "2026-01-31T13:00:02.000000+00:00 action 'log-server' suspended (module 'builtin:omfwd'), retry 0. [v8.2302.0]\n";

    private static readonly DateTime Earlier = new(2026, 1, 30, 8, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();
    private readonly RelayFiles _files;

    public RelayOutageTests()
    {
        _files = new(_folder.At("relay"));
        Directory.CreateDirectory(_files.State);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_fault_says_since_when()
    {
        File.WriteAllText(_files.OwnLog, Away);

        Assert.Equal("cannot connect to logs:514: Connection refused, since 2026-01-31 13:00:02Z", RelayOutage.Of(_files)!.ToString());
    }

    [Fact]
    public void A_relay_that_was_started_again_says_since_when_it_was_before()
    {
        RelayOutage.Keep(_files, Earlier);
        File.WriteAllText(_files.OwnLog, Start);
        Assert.Null(RelayOutage.Of(_files));
        Assert.Equal(Earlier, RelayOutage.Since(_files));

        File.WriteAllText(_files.OwnLog, Away);

        Assert.Equal(Earlier, RelayOutage.Of(_files)!.SinceUtc);
    }

    [Fact]
    public void What_was_handed_on_in_between_ends_what_was_kept()
    {
        var log = _folder.At("console.log");
        File.WriteAllText(log, "1\n2\n");
        RelayState.Skip(_files, log, 2);
        RelayOutage.Keep(_files, Earlier);
        File.WriteAllText(_files.OwnLog, Away);
        Assert.Equal(Earlier, RelayOutage.Of(_files)!.SinceUtc);

        RelayState.Skip(_files, log, 4);

        Assert.Equal(new DateTime(2026, 1, 31, 13, 0, 2, DateTimeKind.Utc), RelayOutage.Of(_files)!.SinceUtc);
    }

    [Fact]
    public void A_relay_that_cannot_be_started_says_since_when_it_was_tried()
    {
        RelayOutage.Say(_files, "rsyslogd is not installed.");
        var first = RelayOutage.Of(_files)!;
        RelayOutage.Say(_files, "rsyslogd is not installed.\nOr elsewhere.");

        Assert.Equal(first.SinceUtc, RelayOutage.Of(_files)!.SinceUtc);
        Assert.StartsWith("the log relay does not run: rsyslogd is not installed, since 20", first.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_earlier_version_wrote_of_a_relay_is_read()
    {
        File.WriteAllText(_files.Failure, "rsyslogd is not installed");

        Assert.Equal("the log relay does not run: rsyslogd is not installed", RelayOutage.Of(_files)!.ToString());
    }
}
