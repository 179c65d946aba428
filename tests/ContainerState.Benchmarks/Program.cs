using ContainerState.Benchmarks;

// Run as root: dotnet run -c Release --project tests/ContainerState.Benchmarks [-- RUNS [PROGRAM [PART]]]
// PROGRAM is a published containerstate; without it (or for -), it is published here. PART is images, submodules, servers, fleet, lxd or steps, all when left out; or growth, a table by itself.
// Or, for a hundred dependencies that are updated at once: ... -- updates [RUNS [PROGRAM]].
// Or, for servers that share a port, under load: ... -- address [RUNS].
// Or, for imports of Debian packages beside mmdebstrap: ... -- import-times [RUNS [PROGRAM]].
// Or, for the table of docs/importing-debian.md: ... -- imports PACKAGES..., each argument one import of packages, by commas.
// Prints the table of docs/benchmarks.md. Each row is our command and the plain tool that does the same work, in turn.
if (args.Length > 0 && args[0] == "imports")
{
    await ImportTable.PrintAsync(args.Skip(1));
    return;
}
if (args.Length > 0 && args[0] == "updates")
{
    await UpdateTable.PrintAsync(args.Length > 1 ? int.Parse(args[1]) : 5, args.Length > 2 ? Path.GetFullPath(args[2]) : null);
    return;
}
if (args.Length > 0 && args[0] == "address")
{
    await AddressTable.PrintAsync(args.Length > 1 ? int.Parse(args[1]) : 3);
    return;
}
if (args.Length > 0 && args[0] == "import-times")
{
    await ImportTimes.PrintAsync(args.Length > 1 ? int.Parse(args[1]) : 5, args.Length > 2 ? Path.GetFullPath(args[2]) : null);
    return;
}
var runs = args.Length > 0 ? int.Parse(args[0]) : 7;
var part = args.Length > 2 ? args[2] : "";
using var world = await BenchmarkWorld.CreateAsync(args.Length > 1 && args[1] != "-" ? Path.GetFullPath(args[1]) : null);
if (part == "growth")
{
    await GrowthTable.PrintAsync(world);
    return;
}
var parts = new (string Name, Func<Task<IReadOnlyList<BenchmarkRow>>> Run)[]
{
    ("images", () => BuildBenchmarks.RunAsync(world, runs)),
    ("submodules", () => SubmoduleBenchmarks.RunAsync(world, runs)),
    ("servers", () => ServerBenchmarks.RunAsync(world, runs)),
    ("fleet", () => FleetBenchmarks.BesideLxcAsync(world, Math.Min(runs, 3))),
    ("lxd", () => FleetBenchmarks.BesideLxdAsync(world, Math.Min(runs, 3))),
    // Each run compiles a whole program several times.
    ("steps", () => StepBenchmarks.RunAsync(world, Math.Min(runs, 3))),
};
BenchmarkTable.PrintHead(world, runs);
foreach (var (name, run) in parts.Where(one => part.Length == 0 || part == one.Name))
{
    try
    {
        BenchmarkTable.Print(await run());
    }
    catch (Exception fault) when (part.Length == 0)
    {
        // What was measured stays, and one peer that fails keeps none of the others from being measured.
        BenchmarkTable.PrintFault(name, fault);
    }
}
