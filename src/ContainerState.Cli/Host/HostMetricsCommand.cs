using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Reports;

namespace ContainerState.Cli.Host;

/// <summary><c>containerstate host metrics</c></summary>
internal sealed class HostMetricsCommand : CliCommand
{
    private readonly Option<string?> output = new("--output")
    {
        Description = "Write them to this file, whole: for the textfile collector of node_exporter. Its name ends in .prom.",
        HelpName = "FILE",
    };

    private readonly Option<string?> listen = new("--listen")
    {
        Description = "Hand them out at /metrics on this port, of 127.0.0.1 unless an address is given, until Ctrl+C or SIGTERM.",
        HelpName = "[ADDRESS:]PORT",
    };

    /// <summary>Creates the command.</summary>
    public HostMetricsCommand()
        : base("metrics", "Write numbers for monitoring, in the text format of Prometheus. Needs root; changes nothing.")
    {
        Add(output);
        Add(listen);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var metrics = new HostMetrics(run.Host);
        if (run.Get(output) is not null && run.Get(listen) is not null)
        {
            throw new UsageException("--output and --listen cannot be combined.", "Leave one of them out.");
        }
        if (run.Get(output) is { } file)
        {
            MetricsFile.CheckName(Path.GetFullPath(file));
            MetricsFile.Write(Path.GetFullPath(file), PrometheusText.Of(metrics.Read()));
        }
        else if (run.Get(listen) is { } endpoint)
        {
            var address = MetricsEndpoint.Parse(endpoint);
            // Whoever may not read them is told now, and not those who ask.
            metrics.Read();
            using var listener = new MetricsListener(address, () => PrometheusText.Of(metrics.Read()), run.Output.Warning);
            run.Output.Line($"http://{listener.Endpoint}/metrics");
            await listener.RunAsync(run.Cancel);
        }
        else if (run.Output.Json)
        {
            run.Output.WriteTable(MetricView.Instance, metrics.Read().SelectMany(metric => metric.Samples.Select(sample => (metric, sample))));
        }
        else
        {
            run.Output.Text(PrometheusText.Of(metrics.Read()));
        }
    }
}
