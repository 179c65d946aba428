using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Builds;
using ContainerState.Hosts;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Repositories;
using ContainerState.Servers;
using ContainerState.Tests;

namespace ContainerState.Benchmarks;

/// <summary>Two nginx servers under load: one of them asked directly, both by the port that they share, and both by HAProxy, in turn.</summary>
internal static partial class AddressTable
{
    private const int Port = 18098;
    private const int ProxyPort = 18099;

    // This host as a client has 28,000 ports, and each connection keeps one for two minutes in the table of those that the host translates.
    private const int MostRunsOfNew = 2;

    public static async Task PrintAsync(int runs)
    {
        await AptInstaller.InstallAsync(["wrk", "haproxy"], _ => { }, CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("containerstate-address-").FullName;
        var started = new List<EphemeralServer>();
        try
        {
            Environment.SetEnvironmentVariable("CONTAINERSTATE_HOME", Path.Combine(folder, "home"));
            await ThisHost.Setup.SetUpAsync();
            await foreach (var server in ThisHost.Servers.StartAsync(await BuildAsync(folder), new StartOptions { Name = "bench-address", Count = 2, Publish = [$"127.0.0.1:{Port}:80"], Wait = true }))
            {
                started.Add(server);
            }
            var configuration = Path.Combine(folder, "haproxy.cfg");
            await File.WriteAllTextAsync(configuration, Proxy(started));
            using var stop = new CancellationTokenSource();
            var proxy = ProgramRunner.TryRunAsync(new ProgramCommand("haproxy").With("-db", "-f", configuration) with { DiesWithUs = true }, cancel: stop.Token);
            await MeasureAsync(runs, [("one server, directly", $"{started[0].Address}:80"), ("two servers, the port that they share", $"127.0.0.1:{Port}"), ("two servers, HAProxy", $"127.0.0.1:{ProxyPort}")]);
            await stop.CancelAsync();
            await proxy.ContinueWith(static _ => { }, TaskScheduler.Default);
        }
        finally
        {
            foreach (var server in started)
            {
                await ThisHost.Servers.StopAsync(server, force: true);
            }
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(int runs, (string Name, string Address)[] ways)
    {
        Console.WriteLine("| 16 clients at once ask | connections | requests a second | median, ms | 99 of 100 within, ms |\n|---|---|---:|---:|---:|");
        foreach (var (kind, most, options) in ((string, int, string[])[])[("kept", runs, ["-d4s"]), ("a new one for each request", Math.Min(runs, MostRunsOfNew), ["-d1s", "-H", "Connection: close"])])
        {
            var seen = ways.ToDictionary(way => way.Name, _ => new List<(double Rate, double Median, double High)>());
            for (var run = 0; run <= most; run++)
            {
                foreach (var (name, address) in ways)
                {
                    var said = await ProgramRunner.RunAsync(new ProgramCommand("wrk").With(["-t1", "-c16", "--latency", .. options, $"http://{address}/"]));
                    if (said.Output.Contains("Non-2xx", StringComparison.Ordinal) || said.Output.Contains("Socket errors", StringComparison.Ordinal))
                    {
                        await Console.Error.WriteLineAsync($"{name}: {said.Output}");
                    }
                    if (run > 0)
                    {
                        seen[name].Add((Number(Rate(), said.Output), Latency("50", said.Output), Latency("99", said.Output)));
                    }
                }
            }
            foreach (var (name, all) in seen)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {kind} | {BenchmarkRow.Median([.. all.Select(one => one.Rate)]):0} | {BenchmarkRow.Median([.. all.Select(one => one.Median)]):0.00} | {BenchmarkRow.Median([.. all.Select(one => one.High)]):0.00} |"));
            }
        }
    }

    private static async Task<ServerImage> BuildAsync(string folder)
    {
        var repository = await StateRepo.CreateAsync(Path.Combine(folder, "web"));
        await StateDependencies.AddAsync(ThisHost.Host, repository, new DebianDependencyRequest(["nginx-light"]) { Name = "base" });
        await File.WriteAllTextAsync(
            Path.Combine(repository.Path, "state.yaml"),
            "name: web\ninit: [/usr/sbin/nginx, -g, \"daemon off;\"]\nwritable: [/run, /var/lib/nginx, /var/log/nginx]\nports: [80]\nchecks: [{http: {port: 80, path: /, status: 200}}]\n");
        var quiet = Path.Combine(repository.Path, "rootfs/etc/nginx/conf.d");
        Directory.CreateDirectory(quiet);
        await File.WriteAllTextAsync(Path.Combine(quiet, "quiet.conf"), "access_log off;\n");
        await BenchmarkWorld.GitAsync(repository.Path, "add", "--all");
        await BenchmarkWorld.GitAsync(repository.Path, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "-m", "Serve");
        return await ThisHost.Builder.BuildAsync(repository.Refresh(), new BuildOptions());
    }

    private static string Proxy(IReadOnlyList<EphemeralServer> servers) =>
        $"""
        global
          nbthread 2
        defaults
          mode http
          timeout connect 1s
          timeout client 10s
          timeout server 10s
        frontend web
          bind 127.0.0.1:{ProxyPort}
          default_backend web
        backend web
          balance roundrobin
        {string.Join('\n', servers.Select(server => $"  server {server.Name} {server.Address}:80 check"))}

        """;

    private static double Latency(string share, string output)
    {
        var match = Regex.Match(output, $@"^ +{share}% +(?<number>[0-9.]+)(?<unit>us|ms|s)", RegexOptions.Multiline);
        return double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * match.Groups["unit"].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };
    }

    private static double Number(Regex pattern, string output) => double.Parse(pattern.Match(output).Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^Requests/sec: +(?<number>[0-9.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Rate();
}
