using System.Globalization;

namespace ContainerState.Benchmarks;

/// <summary>Prints the results as Markdown, each row as soon as it is known.</summary>
internal static class BenchmarkTable
{
    public static void PrintHead(BenchmarkWorld world, int runs)
    {
        var memory = File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        Console.WriteLine(
            $"Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {Environment.ProcessorCount} cores, "
            + $"{long.Parse(memory, CultureInfo.InvariantCulture) >> 20} GiB, .NET {Environment.Version}; image of {world.Image.SizeBytes >> 20} MiB, "
            + $"content of {new FileInfo(world.Tar).Length >> 20} MiB; medians of {runs} runs, each pair in turn.");
        Console.WriteLine();
        Console.WriteLine("| work | seconds | next to | seconds | ratio |");
        Console.WriteLine("|---|---:|---|---:|---:|");
    }

    public static void PrintFault(string part, Exception fault) =>
        Console.WriteLine($"| {part} | failed | {fault.Message.ReplaceLineEndings(" ").Replace("|", "/", StringComparison.Ordinal)} | | |");

    public static void Print(IReadOnlyList<BenchmarkRow> rows)
    {
        foreach (var row in rows)
        {
            var theirs = row.Theirs.Count == 0 ? "" : Number(BenchmarkRow.Median(row.Theirs));
            var ratio = row.Ratio is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "";
            Console.WriteLine($"| {row.Work} | {Number(BenchmarkRow.Median(row.Ours))} | {row.Other} | {theirs} | {ratio} |");
        }
    }

    private static string Number(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}
