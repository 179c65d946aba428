using System.Text.Json;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Builds;

/// <summary>A server with one component for each thing that can reach an output and must not. Tested once.</summary>
public sealed class UnsteadyServer : IAsyncLifetime
{
    /// <summary>The components: name, and what each does.</summary>
    public static readonly (string Name, string Script)[] Components =
    [
        ("steady", "cat alpha beta gamma below/one below/two >$OUT/all; cp -a below $OUT/below; id >$OUT/id; umask >$OUT/umask; echo $TZ $LC_ALL $HOME $PWD >$OUT/words"),
        ("host", "hostname >$OUT/name"),
        ("jobs", "echo $JOBS >$OUT/jobs"),
        ("cores", "nproc >$OUT/cores"),
        ("order", "find . >$OUT/order; find below >$OUT/below"),
        ("clock", "date >$OUT/date"),
        ("random", "cat /proc/sys/kernel/random/uuid >$OUT/uuid"),
        ("user", "cat /proc/self/uid_map >$OUT/ids"),
        ("shape", "echo x >$OUT/mode; echo x >$OUT/owner; if [ $(hostname) = build ]; then echo x >$OUT/first; cp alpha $OUT/kind; else chmod 700 $OUT/mode; chown 7:8 $OUT/owner; mkdir $OUT/second $OUT/kind; fi"),
    ];

    /// <summary>The command line, with a home of its own.</summary>
    public Workbench Bench { get; } = new();

    /// <summary>The repository.</summary>
    public string Repository { get; private set; } = "";

    /// <summary>The image as it was built first.</summary>
    public BuiltImage? Image { get; private set; }

    /// <summary>What the test of it ended with.</summary>
    public CommandLineResult? Result { get; private set; }

    /// <summary>What it printed.</summary>
    public JsonElement Test => Result!.Objects.Single();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }
        Repository = await BusyboxToolchain.NewServerAsync(Bench, "unsteady");
        foreach (var (name, script) in Components)
        {
            await BusyboxToolchain.ComponentAsync(Repository, name, script);
        }
        await Workbench.CommitAsync(Repository);
        Image = await Bench.BuildAsync(Repository);
        Result = await Bench.Program.RunAsync("--json", "image", "test", "--rebuild", "--repo", Repository);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Bench.Dispose();
        return ValueTask.CompletedTask;
    }
}
