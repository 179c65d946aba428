using System.Diagnostics;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Repositories;
using ContainerState.Tests;

namespace ContainerState.Benchmarks;

/// <summary>Debian packages, each imported twice: the table of docs/importing-debian.md, a row as soon as it is known.</summary>
internal static class ImportTable
{
    public static async Task PrintAsync(IEnumerable<string> packages)
    {
        Console.WriteLine("| packages | with what they need | twice | left out | named | seconds |\n|---|---|---|---|---|---|");
        foreach (var names in packages)
        {
            var folder = Directory.CreateTempSubdirectory("containerstate-imports-").FullName;
            try
            {
                await PrintAsync(names, await StateRepo.CreateAsync(Path.Combine(folder, "web")));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task PrintAsync(string names, StateRepo repository)
    {
        var watch = Stopwatch.StartNew();
        var request = new DebianDependencyRequest(names.Split(',')) { Name = "base", Variant = "essential", Twice = true };
        try
        {
            var added = await StateDependencies.AddAsync(ThisHost.Host, repository, request);
            Print(names, added.Detail.Split(", ")[^1].TrimEnd(')'), "equal", string.Join(", ", added.LeftOut.Select(item => $"`/{item.Path}`")), Named(added), watch);
        }
        catch (ContainerStateException differs) when (differs.ErrorId == ErrorId.ImportDiffers)
        {
            Print(names, "", "differs", "", differs.Problem, watch);
        }
    }

    // The lines of the warning about what was kept.
    private static string Named(StateDependency added) =>
        string.Join(", ", added.Warnings.Where(text => text.StartsWith("Kept", StringComparison.Ordinal)).SelectMany(text => text.Split('\n').Skip(1)).Select(line => line.Trim()));

    private static void Print(string names, string packages, string twice, string leftOut, string named, Stopwatch watch) =>
        Console.WriteLine($"| {names} | {packages} | {twice} | {leftOut} | {named} | {watch.Elapsed.TotalSeconds:0} |");
}
