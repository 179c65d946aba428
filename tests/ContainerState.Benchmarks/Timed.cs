using System.Diagnostics;
using ContainerState.Platform;

namespace ContainerState.Benchmarks;

/// <summary>Times whole processes and actions.</summary>
internal static class Timed
{
    /// <summary>Runs two actions in turn, after one run of each that is not counted.</summary>
    public static async Task<BenchmarkRow> PairAsync(string work, string other, int runs, Func<Task<double>> ours, Func<Task<double>>? theirs)
    {
        var a = new List<double>();
        var b = new List<double>();
        for (var i = 0; i <= runs; i++)
        {
            var mine = await ours();
            var its = theirs is null ? 0 : await theirs();
            if (i > 0)
            {
                a.Add(mine);
                if (theirs is not null)
                {
                    b.Add(its);
                }
            }
        }
        await Console.Error.WriteLineAsync($"{work}: {BenchmarkRow.Median(a):0.000} s");
        return new BenchmarkRow(work, other, a, b);
    }

    /// <summary>The seconds that a program takes from its start to its end, with a file as its standard input, if any.</summary>
    public static async Task<double> ProgramAsync(ProgramCommand command, string? input = null)
    {
        var watch = Stopwatch.StartNew();
        await ProgramRunner.RunAsync(command, input: input is null ? null : async (stream, token) =>
        {
            await using var file = File.OpenRead(input);
            await file.CopyToAsync(stream, 1 << 18, token);
        });
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>The seconds that an action takes.</summary>
    public static async Task<double> ActionAsync(Func<Task> action)
    {
        var watch = Stopwatch.StartNew();
        await action();
        return watch.Elapsed.TotalSeconds;
    }
}
