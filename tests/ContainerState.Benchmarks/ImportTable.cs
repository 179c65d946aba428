using System.Diagnostics;
using ContainerState.Dependencies;
using ContainerState.Errors;
using ContainerState.StateRepos;

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
                await PrintAsync(names, StateRepo.Create(Path.Combine(folder, "web")));
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
            var added = await StateDependencies.AddAsync(repository, request);
            Print(names, added.Detail.Split(", ")[^1].TrimEnd(')'), "equal", string.Join(", ", added.LeftOut.Select(item => $"`/{item.Path}`")), Named(added), watch);
        }
        catch (ImportDiffersException differs)
        {
            Print(names, "", "differs", "", string.Join(", ", differs.Paths.Select(path => $"`/{path}`")), watch);
        }
    }

    // The lines of the warning about what was kept.
    private static string Named(StateDependency added) =>
        string.Join(", ", added.Warnings.Where(text => text.StartsWith("Kept", StringComparison.Ordinal)).SelectMany(text => text.Split('\n').Skip(1)).Select(line => line.Trim()));

    private static void Print(string names, string packages, string twice, string leftOut, string named, Stopwatch watch) =>
        Console.WriteLine($"| {names} | {packages} | {twice} | {leftOut} | {named} | {watch.Elapsed.TotalSeconds:0} |");
}
