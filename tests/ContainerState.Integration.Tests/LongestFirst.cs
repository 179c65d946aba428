using System.Reflection;
using ContainerState.Integration.Tests;
using ContainerState.Integration.Tests.Builds;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Faults;
using ContainerState.Integration.Tests.Imports;
using ContainerState.Integration.Tests.Logs;
using ContainerState.Integration.Tests.PowerShell;
using ContainerState.Integration.Tests.Proofs;
using ContainerState.Integration.Tests.Repositories;
using ContainerState.Integration.Tests.Steps;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(LongestFirst))]

namespace ContainerState.Integration.Tests;

/// <summary>
/// Begins with the collections that take minutes, so that at the end none of them is waited for alone. Those that only one
/// processor works for, or that wait, come beside those that work.
/// </summary>
/// <remarks>
/// An orderer of collections is not enough: the threads that xunit gives them to overtake each other on their way to a turn. So
/// xunit.runner.json has xunit start all of them, and each waits here for its turn.
/// </remarks>
public sealed class LongestFirst(string? configuration) : XunitTestFramework(configuration)
{
    private static readonly string[] First =
    [
        nameof(PesterSuiteTests), nameof(ExampleImageTests), nameof(LogTests), nameof(ExampleTests), nameof(KilledTests), nameof(MaintainerScriptTests),
        nameof(FullDiskTests), nameof(DebianImportTests), nameof(KilledCacheTests), nameof(BootedServerTests), nameof(AtOnceTests),
        nameof(ImageProofTests), nameof(HostileTreeTests), nameof(ClonedServerTests), nameof(SameCommitSameBytesTests),
    ];

    // These wait for a minute and work for seconds: they begin at once, beside the others.
    private static readonly string[] Waiting = [nameof(StepTimeTests), nameof(StandingStillTests)];

    // Tests wait for mirrors and servers a good part of their time, so there are more of them at once than processors.
    private static readonly int AtOnce = Math.Max(2, Environment.ProcessorCount * 3 / 2);

    private readonly string? _configuration = configuration;

    /// <summary>With xunit's own configuration.</summary>
    public LongestFirst()
        : this(null)
    {
    }

    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) =>
        new Executor(new XunitTestAssembly(assembly, _configuration, assembly.GetName().Version));

    private static int Place(IXunitTestCollection collection)
    {
        var place = Array.FindIndex(First, one => Is(collection, one));
        return place < 0 ? First.Length : place;
    }

    // A class without a collection has one of its own, which is named after it and then has an id.
    private static bool Is(IXunitTestCollection collection, string name) =>
        collection.TestCollectionDisplayName == name || collection.TestCollectionDisplayName.Contains($".{name} ", StringComparison.Ordinal);

    private sealed class Executor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
    {
        public override async ValueTask RunTestCases(
            IReadOnlyCollection<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions, CancellationToken cancellationToken) =>
            await new Runner().Run(TestAssembly, testCases, executionMessageSink, executionOptions, cancellationToken);
    }

    private sealed class Runner : XunitTestAssemblyRunner
    {
        private readonly Dictionary<IXunitTestCollection, int> _places = [];
        private Turns _turns = new(0, 0);

        protected override List<(IXunitTestCollection Collection, List<IXunitTestCase> TestCases)> OrderTestCollections(XunitTestAssemblyRunnerContext ctxt)
        {
            var ordered = base.OrderTestCollections(ctxt)
                .OrderBy(one => Place(one.Collection)).ThenBy(one => one.Collection.TestCollectionDisplayName, StringComparer.Ordinal).ToList();
            foreach (var (collection, _) in ordered.Where(one => !ctxt.DisableParallelization && !one.Collection.DisableParallelization))
            {
                if (!Array.Exists(Waiting, name => Is(collection, name)))
                {
                    _places[collection] = _places.Count;
                }
            }
            _turns = new(ctxt.MaxParallelThreads > 0 ? ctxt.MaxParallelThreads : AtOnce, _places.Count);
            return ordered;
        }

        protected override async ValueTask<RunSummary> RunTestCollection(
            XunitTestAssemblyRunnerContext ctxt, IXunitTestCollection testCollection, IReadOnlyCollection<IXunitTestCase> testCases)
        {
            // Those that run alone do so without this.
            if (!_places.TryGetValue(testCollection, out var place))
            {
                return await base.RunTestCollection(ctxt, testCollection, testCases);
            }
            await _turns.WaitAsync(place, ctxt.CancellationTokenSource.Token);
            try
            {
                return await base.RunTestCollection(ctxt, testCollection, testCases);
            }
            finally
            {
                _turns.End();
            }
        }
    }

    /// <summary>Lets so many run at once: of those that wait the one with the first place, and nobody before all have come.</summary>
    private sealed class Turns(int atOnce, int coming)
    {
        private readonly Lock _lock = new();
        private readonly PriorityQueue<TaskCompletionSource, int> _waiting = new();
        private int _free = atOnce;
        private int _coming = coming;

        public Task WaitAsync(int place, CancellationToken cancel)
        {
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                _waiting.Enqueue(turn, place);
                _coming--;
                Give();
            }
            return turn.Task.WaitAsync(cancel);
        }

        public void End()
        {
            lock (_lock)
            {
                _free++;
                Give();
            }
        }

        private void Give()
        {
            while (_coming <= 0 && _free > 0 && _waiting.TryDequeue(out var next, out _))
            {
                _free--;
                next.SetResult();
            }
        }
    }
}
