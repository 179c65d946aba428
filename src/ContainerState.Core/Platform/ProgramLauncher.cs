using System.Collections.Concurrent;
using ContainerState.Errors;

namespace ContainerState.Platform;

/// <summary>A thread that starts programs.</summary>
/// <remarks>
/// PR_SET_PDEATHSIG fires when the starting *thread* ends, and pool threads end when idle; so one thread starts all. A
/// program inherits the umask, host name, processors and network of the thread that starts it, and a thread can have
/// its own (unshare(2)): so programs are started in other surroundings by a thread of their own, while we stay as we are.
/// </remarks>
internal sealed class ProgramLauncher : IDisposable
{
    private static readonly AsyncLocal<ProgramLauncher?> Entered = new();
    private static readonly ProgramLauncher Usual = new(new ProgramSurroundings());

    private readonly ProgramSurroundings _surroundings;
    private readonly BlockingCollection<Action> _starts = [];
    private readonly ManualResetEventSlim _ready = new();
    private readonly ProgramLauncher? _before;
    private HostNotReadyException? _fault;

    private ProgramLauncher(ProgramSurroundings surroundings)
    {
        _surroundings = surroundings;
        _before = Entered.Value;
        new Thread(Serve) { IsBackground = true, Name = "program launcher" }.Start();
    }

    /// <summary>The one that starts the programs of the running task.</summary>
    public static ProgramLauncher Current => Entered.Value ?? Usual;

    /// <summary>What the programs find around them.</summary>
    public ProgramSurroundings Surroundings => _surroundings;

    /// <summary>Lets the running task, and all it starts, start programs in other surroundings until the result is disposed.</summary>
    /// <exception cref="HostNotReadyException">The kernel refuses such surroundings.</exception>
    public static ProgramLauncher Enter(ProgramSurroundings surroundings)
    {
        var launcher = new ProgramLauncher(surroundings);
        launcher._ready.Wait();
        if (launcher._fault is { } fault)
        {
            throw fault;
        }
        Entered.Value = launcher;
        return launcher;
    }

    /// <summary>Lets the thread do something, which must not throw.</summary>
    public void Post(Action start) => _starts.Add(start);

    /// <inheritdoc/>
    public void Dispose()
    {
        Entered.Value = _before;
        _starts.CompleteAdding();
        _ready.Dispose();
    }

    private void Serve()
    {
        try
        {
            Prepare();
        }
        catch (HostNotReadyException fault)
        {
            _fault = fault;
            return;
        }
        finally
        {
            _ready.Set();
        }
        foreach (var start in _starts.GetConsumingEnumerable())
        {
            start();
        }
    }

    private void Prepare()
    {
        if (_surroundings.Umask is { } mask)
        {
            Require(ThreadCalls.Unshare(ThreadCalls.Files), "with another umask");
            ThreadCalls.SetUmask(mask);
        }
        if (_surroundings.HostName is { } name)
        {
            Require(ThreadCalls.Unshare(ThreadCalls.Name), "with another host name");
            Require(ThreadCalls.SetHostName(name), "with another host name");
        }
        if (_surroundings.NoNetwork)
        {
            Require(ThreadCalls.Unshare(ThreadCalls.Network), "without a network");
        }
        if (_surroundings.Processors is { } processors)
        {
            Require(ThreadCalls.LimitProcessors(processors), $"on {processors} processors");
        }
    }

    private static void Require(int error, string what)
    {
        if (error != 0)
        {
            throw new HostNotReadyException([$"the kernel does not let programs be started {what}: error {error}"]);
        }
    }
}
