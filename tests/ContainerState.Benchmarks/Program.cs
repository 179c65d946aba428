using ContainerState.Benchmarks;

// Run as root: dotnet run -c Release --project tests/ContainerState.Benchmarks [-- RUNS [PROGRAM]]
// PROGRAM is a published containerstate; without it, the one that was built with this, which is compiled just in time.
// Prints the table of docs/benchmarks.md. Each row is our command and the plain tool that does the same work, in turn.
var runs = args.Length > 0 ? int.Parse(args[0]) : 7;
using var world = await BenchmarkWorld.CreateAsync(args.Length > 1 ? Path.GetFullPath(args[1]) : null);
var rows = new List<BenchmarkRow>();
rows.AddRange(await BuildBenchmarks.RunAsync(world, runs));
rows.AddRange(await ServerBenchmarks.RunAsync(world, runs));
BenchmarkTable.Print(rows, world, runs);
