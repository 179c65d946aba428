using ContainerState.Benchmarks;

// Run as root: dotnet run -c Release --project tests/ContainerState.Benchmarks [-- RUNS]
// Prints the table of docs/benchmarks.md. Each row is our command and the plain tool that does the same work, in turn.
var runs = args.Length > 0 ? int.Parse(args[0]) : 7;
using var world = await BenchmarkWorld.CreateAsync();
var rows = new List<BenchmarkRow>();
rows.AddRange(await BuildBenchmarks.RunAsync(world, runs));
rows.AddRange(await ServerBenchmarks.RunAsync(world, runs));
BenchmarkTable.Print(rows, world, runs);
