using ContainerState.Errors;
using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

public sealed class ServerLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Console => Path.Combine(_folder, "console.log");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Lines_lose_the_terminals_carriage_return()
    {
        File.WriteAllText(Console, "one\r\ntwo\r\n\r\nlast");

        Assert.Equal(["one", "two", "", "last"], Read());
    }

    [Fact]
    public void Control_characters_and_bytes_that_are_no_text_are_replaced()
    {
        File.WriteAllBytes(Console, [.. "a\u001b[31mb\u0007\u009b\u202ec\td"u8, 0xff, (byte)'e', (byte)'\n']);

        Assert.Equal(["a\ufffd[31mb\ufffd\ufffd\ufffdc\td\ufffde"], Read());
    }

    [Fact]
    public void A_line_of_ten_megabytes_is_cut_and_the_next_is_whole()
    {
        File.WriteAllText(Console, new string('x', 10 << 20) + "\nnext\n");

        Assert.Equal([new string('x', 16 * 1024), "next"], Read());
        Assert.Equal(["next"], Read(1));
    }

    [Theory]
    [InlineData("a\nb\nc\n", 2, "b,c")]
    [InlineData("a\nb\nc", 2, "b,c")]
    [InlineData("a\nb\nc\n", 3, "a,b,c")]
    [InlineData("a\nb\nc\n", 9, "a,b,c")]
    [InlineData("a\nb\nc\n", 0, "")]
    [InlineData("\n\n", 1, "")]
    [InlineData("", 5, "")]
    public void A_tail_is_counted_from_the_end(string content, int tail, string lines)
    {
        File.WriteAllText(Console, content);

        Assert.Equal(lines, string.Join(',', Read(tail)));
    }

    [Theory]
    [InlineData(null, "1,2,3,4")]
    [InlineData(3, "2,3,4")]
    [InlineData(2, "3,4")]
    [InlineData(9, "1,2,3,4")]
    public void The_file_before_belongs_to_the_log(int? tail, string lines)
    {
        File.WriteAllText(Console + ".1", "1\n2\n");
        File.WriteAllText(Console, "3\n4\n");

        Assert.Equal(lines, string.Join(',', Read(tail)));
    }

    [Fact]
    public void A_tail_over_many_blocks_is_right()
    {
        File.WriteAllLines(Console, Enumerable.Range(0, 100_000).Select(number => $"line {number}"));

        Assert.Equal(Enumerable.Range(60_000, 40_000).Select(number => $"line {number}"), Read(40_000));
    }

    [Fact]
    public void A_missing_console_is_empty_and_a_missing_folder_an_error()
    {
        Assert.Empty(Read());
        Directory.Delete(_folder);
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Throws<ServerNotFoundException>(() => ServerLog.Read("web", Console));
        }
        else
        {
            Refused.With(ErrorId.NotRoot, () => ServerLog.Read("web", Console));
        }
    }

    [Fact]
    public async Task Following_goes_over_a_rotation_and_ends_with_the_server()
    {
        File.WriteAllText(Console, "one\ntw");
        var lines = new List<string>();
        var following = Task.Run(async () =>
        {
            await foreach (var line in ServerLog.FollowAsync("web", Console))
            {
                lines.Add(line.Text);
            }
        });
        await Eventually.HoldsAsync(() => lines.Count == 1);
        File.AppendAllText(Console, "o\nthree\n");
        await Eventually.HoldsAsync(() => lines.Count == 3);
        File.AppendAllText(Console, "four\n");
        File.Move(Console, Console + ".1");
        File.WriteAllText(Console, "five\n");
        await Eventually.HoldsAsync(() => lines.Count == 5);
        Directory.Delete(_folder, recursive: true);
        await following.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["one", "two", "three", "four", "five"], lines);
    }

    [Fact]
    public async Task Following_shows_each_line_once_where_a_link_leads_to_the_folder()
    {
        File.WriteAllText(Console, "one\ntwo\n");
        var link = _folder + "-link";
        Directory.CreateSymbolicLink(link, _folder);
        try
        {
            using var cancel = new CancellationTokenSource();
            var seen = new List<string>();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (var line in ServerLog.FollowAsync("web", Path.Combine(link, "console.log"), cancel: cancel.Token))
                {
                    seen.Add(line.Text);
                    if (seen.Count == 2)
                    {
                        cancel.CancelAfter(TimeSpan.FromSeconds(1));
                    }
                    Assert.True(seen.Count < 10, "the same lines come again and again");
                }
            });

            Assert.Equal(["one", "two"], seen);
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Fact]
    public async Task Following_goes_on_when_the_file_is_cut()
    {
        File.WriteAllText(Console, "a long first line\n");
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var seen = new List<string>();
        await foreach (var line in ServerLog.FollowAsync("web", Console, cancel: cancel.Token))
        {
            seen.Add(line.Text);
            if (seen.Count == 1)
            {
                File.WriteAllText(Console, "b\n");
            }
            else
            {
                break;
            }
        }

        Assert.Equal(["a long first line", "b"], seen);
    }

    private string[] Read(int? tail = null) => [.. ServerLog.Read("web", Console, tail).Select(line => line.Text)];
}
