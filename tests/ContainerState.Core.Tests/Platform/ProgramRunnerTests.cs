using System.Diagnostics;
using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class ProgramRunnerTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Arguments_arrive_as_they_are(bool diesWithUs)
    {
        string[] arguments = ["", " ", "a b", "it's", "\"x\"", "new\nline", "$HOME", "`id`", "*", "\\", "-x", "--", "é日", "\t", "a\\\"b"];
        var result = await RunAsync(new ProgramCommand("printf") { DiesWithUs = diesWithUs }.With(["%s\\0", .. arguments]));
        Assert.Equal(arguments, result.Output.Split('\0')[..^1]);
    }

    [Fact]
    public async Task A_program_runs_on_the_processors_that_it_is_given_and_the_next_on_all()
    {
        var all = (await ProgramRunner.RunAsync(new ProgramCommand("nproc"))).Output;
        var one = ThreadCalls.ProcessorsOf(0)[^1];

        Assert.Equal("1\n", (await ProgramRunner.RunAsync(new ProgramCommand("nproc") { Processors = [one] })).Output);
        Assert.Equal(all, (await ProgramRunner.RunAsync(new ProgramCommand("nproc"))).Output);
        await Assert.ThrowsAsync<HostNotReadyException>(() => ProgramRunner.RunAsync(new ProgramCommand("nproc") { Processors = [8000] }));
        Assert.Equal(all, (await ProgramRunner.RunAsync(new ProgramCommand("nproc"))).Output);
    }

    [Fact]
    public async Task Output_error_and_exit_code_come_back()
    {
        var result = await ProgramRunner.TryRunAsync(Shell("echo out; echo err >&2; exit 7"), cancel: TestContext.Current.CancellationToken);
        Assert.Equal((7, "out\n", "err\n"), (result.ExitCode, result.Output, result.Error));
        var error = await Assert.ThrowsAsync<ProgramFailedException>(() => RunAsync(Shell("echo why >&2; exit 7")));
        Assert.Equal((7, "why"), (error.ExitCode, error.Output));
        Assert.StartsWith("sh -c ", error.CommandLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_counts_as_128_and_its_number()
    {
        var result = await ProgramRunner.TryRunAsync(Shell("kill -KILL $$"), cancel: TestContext.Current.CancellationToken);
        Assert.Equal(137, result.ExitCode);
    }

    [Theory]
    [InlineData("no-such-program-here")]
    [InlineData("/no/such/program")]
    [InlineData("")]
    public async Task A_program_that_is_not_there_is_an_error_of_its_own(string program)
    {
        var error = await Refused.WithAsync(ErrorId.ProgramNotFound, () => RunAsync(new ProgramCommand(program)));
        Assert.Equal(program, error.Target);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public async Task A_file_that_cannot_be_run_is_an_error_of_its_own()
    {
        File.WriteAllText(_temp.At("plain"), "text");
        await Refused.WithAsync(ErrorId.ProgramNotFound, () => RunAsync(new ProgramCommand(_temp.At("plain"))));
    }

    [Fact]
    public async Task The_environment_is_added_to_and_taken_from()
    {
        var command = Shell("echo \"$A-${HOME-none}\"").WithEnvironment("A", "x\ny").WithEnvironment("HOME", null);
        Assert.Equal("x\ny-none\n", (await RunAsync(command)).Output);
        Assert.Equal("/\n", (await RunAsync(Shell("pwd") with { WorkingDirectory = "/" })).Output);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_kills_the_program_and_what_it_started(bool diesWithUs)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var mark = $"0.{Random.Shared.NextInt64(100_000_000, 999_999_999)}";
        var running = ProgramRunner.TryRunAsync(
            Shell($"sleep 3{mark} & sleep 4{mark} & echo up; wait") with { DiesWithUs = diesWithUs },
            output: async (stream, token) =>
            {
                var buffer = new byte[3];
                await stream.ReadExactlyAsync(buffer, token);
                await stop.CancelAsync();
                await stream.CopyToAsync(Stream.Null, CancellationToken.None);
            },
            cancel: stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Eventually.HoldsAsync(() => !IsRunning($"3{mark}") && !IsRunning($"4{mark}"), seconds: 5);
    }

    [Fact]
    public async Task What_is_cancelled_beforehand_is_not_started()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ProgramRunner.RunAsync(Shell($"touch {_temp.At("witness")}"), cancel: stop.Token));
        Assert.False(File.Exists(_temp.At("witness")));
    }

    [Fact]
    public async Task A_program_that_stops_reading_says_why_by_its_exit_code()
    {
        var result = await ProgramRunner.TryRunAsync(Shell("exec <&-; echo full >&2; exit 3"), input: WriteMuchAsync, cancel: TestContext.Current.CancellationToken);
        Assert.Equal((3, "full\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_program_that_succeeds_without_reading_all_is_an_error() =>
        await Assert.ThrowsAnyAsync<IOException>(() => ProgramRunner.TryRunAsync(Shell("exec <&-; exit 0"), input: WriteMuchAsync, cancel: TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_reader_that_gives_up_ends_the_program()
    {
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<InvalidDataException>(() => ProgramRunner.RunAsync(
            Shell("while :; do echo y; done"), output: (_, _) => throw new InvalidDataException("enough"), cancel: TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidDataException>(() => ProgramRunner.RunAsync(
            new ProgramCommand("sleep").With("60"), input: (_, _) => throw new InvalidDataException("enough"), cancel: TestContext.Current.CancellationToken));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Much_on_both_sides_neither_blocks_nor_fills_the_memory()
    {
        var lines = 0;
        var result = await ProgramRunner.TryRunAsync(
            Shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done >&2; echo last >&2; cat | wc -c"),
            input: WriteMuchAsync, errorLine: _ => lines++, cancel: TestContext.Current.CancellationToken);
        Assert.Equal("8000000", result.Output.Trim());
        Assert.Equal(20001, lines);
        Assert.InRange(result.Error.Length, 1000, 128 * 1024);
        Assert.EndsWith("last\n", result.Error, StringComparison.Ordinal);
        Assert.True(ProgramRunner.Failed(result).Message.Length < 4000);
    }

    [Fact]
    public async Task A_program_without_input_sees_the_end_of_it() => Assert.Equal("0", (await RunAsync(Shell("wc -c"))).Output.Trim());

    [Fact]
    public void A_command_is_shown_so_that_it_can_be_repeated()
    {
        var command = new ProgramCommand("git").With("-C", "/a b", "it's", "x\ny", "");
        Assert.Equal(@"git -C '/a b' 'it'\''s' 'x\ny' ''", command.ToString());
    }

    private static async Task WriteMuchAsync(Stream stream, CancellationToken token)
    {
        var bytes = Encoding.ASCII.GetBytes(new string('x', 80_000));
        for (var i = 0; i < 100; i++)
        {
            await stream.WriteAsync(bytes, token);
        }
    }

    private static bool IsRunning(string argument) => Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).EndsWith($"sleep\0{argument}\0", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private static ProgramCommand Shell(string text) => new ProgramCommand("sh").With("-c", text);

    private static Task<ProgramResult> RunAsync(ProgramCommand command) => ProgramRunner.RunAsync(command, cancel: TestContext.Current.CancellationToken);
}
