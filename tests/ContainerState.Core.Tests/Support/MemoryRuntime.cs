using System.Collections.Concurrent;
using System.Text;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Servers;
using ContainerState.Servers.Runtimes;

namespace ContainerState.Core.Tests.Support;

/// <summary>An engine whose servers are entries of a table: all that is above engines is tested on it, and without root.</summary>
internal sealed class MemoryRuntime(string folder, string name = "Memory") : IServerRuntime
{
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _serving = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> _places = new();
    private int _nextProcess;

    public string Name { get; } = name;

    /// <summary>The names of those that run.</summary>
    public IEnumerable<string> Running => _running.Keys.Order(StringComparer.Ordinal);

    /// <summary>The places that are taken.</summary>
    public IEnumerable<string> Places => _places.Values.Order(StringComparer.Ordinal);

    /// <summary>What becomes of a start: null when it comes up.</summary>
    public Func<ServerRecord, Exception?> Fault { get; set; } = _ => null;

    /// <summary>The exit code of a program that is run in a server.</summary>
    public Func<EphemeralServer, int> ExitCode { get; set; } = _ => 0;

    /// <summary>True when it does not die.</summary>
    public Func<string, bool> Clings { get; set; } = _ => false;

    /// <summary>How a server that died ended.</summary>
    public Func<ServerRecord, ServerEnd?> HowEnded { get; set; } = _ => new() { EndedUtc = DateTime.UtcNow, ExitCode = 0 };

    /// <summary>A server's init ends by itself.</summary>
    public void Die(string server) => _running.TryRemove(server, out _);

    public ServerEnd? End(string folder, ServerRecord record) => _running.ContainsKey(record.Name) ? null : HowEnded(record);

    public void MakeFolders() => Directory.CreateDirectory(folder);

    public Task<IReadOnlyList<ServerPlace>> ReserveAsync(ServerImage image, IReadOnlyList<string> names, StartInputs inputs, CancellationToken cancel)
    {
        var places = new List<ServerPlace>();
        foreach (var server in names)
        {
            var number = Enumerable.Range(0, 1000).First(free => _places.TryAdd(free, server));
            places.Add(new(number, $"192.0.2.{number}", 100_000 + (number * 65536L)));
        }
        return Task.FromResult<IReadOnlyList<ServerPlace>>(places);
    }

    public async Task<ContainerProcesses> StartAsync(string folder, ServerRecord record, IReadOnlyDictionary<string, Secret> secrets, CancellationToken cancel)
    {
        await Task.Delay(5, cancel);
        if (Fault(record) is { } fault)
        {
            throw fault;
        }
        _running[record.Name] = true;
        var process = Interlocked.Increment(ref _nextProcess);
        return new(new(process, 1), new(process, 2));
    }

    public bool IsRunning(ServerRecord record) => record.Processes is not null && _running.ContainsKey(record.Name);

    /// <summary>The names of those that take connections.</summary>
    public IEnumerable<string> Serving => _serving.Keys.Order(StringComparer.Ordinal);

    /// <summary>How many connections a server has.</summary>
    public Func<string, int> Connected { get; set; } = _ => 0;

    /// <summary>What becomes of a change of who takes connections: null when it works.</summary>
    public Func<Exception?> ServeFault { get; set; } = () => null;

    public Task ServeAsync(IReadOnlyCollection<string> admitted, IReadOnlyCollection<string> withdrawn, CancellationToken cancel)
    {
        if (ServeFault() is { } fault)
        {
            throw fault;
        }
        admitted.ToList().ForEach(server => _serving[server] = true);
        withdrawn.ToList().ForEach(server => _serving.TryRemove(server, out _));
        return Task.CompletedTask;
    }

    public bool Serves(ServerRecord record) => _serving.ContainsKey(record.Name);

    public int Connections(ServerRecord record) => Connected(record.Name);

    public async Task<ProgramResult> ExecuteAsync(
        string folder, EphemeralServer server, IReadOnlyList<string> command, Func<Stream, CancellationToken, Task> output, CancellationToken cancel)
    {
        await output(new MemoryStream(Encoding.UTF8.GetBytes(string.Join(' ', command))), cancel);
        return new(new ProgramCommand(command[0]), ExitCode(server), "", "");
    }

    public ServerUsage Usage(string name) => new(1 << 20, 0.5, 1);

    public string Console(string folder) => Path.Combine(folder, "console");

    public IReadOnlyList<(string Name, Func<CancellationToken, Task<CheckAttempt>> See)> Checks(EphemeralServer server) =>
        [("is in the table", _ => Task.FromResult(new CheckAttempt(_running.ContainsKey(server.Name), "looked")))];

    public Task ClearAsync(string folder, ServerRecord? record, bool unsure, bool isSweep, CancellationToken cancel)
    {
        var server = Path.GetFileName(folder);
        if (Clings(server))
        {
            throw new BusyException($"Server {server}", "a process that does not die");
        }
        _running.TryRemove(server, out _);
        _serving.TryRemove(server, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ReleaseAsync(IReadOnlySet<string> names, bool isSweep, CancellationToken cancel)
    {
        foreach (var (number, server) in _places)
        {
            if (!names.Contains(server))
            {
                _places.TryRemove(number, out _);
            }
        }
        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    public void ForgetEarlierBoot() => _places.Clear();
}
