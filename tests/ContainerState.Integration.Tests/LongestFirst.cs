using ContainerState.Integration.Tests;
using ContainerState.Integration.Tests.Builds;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Faults;
using ContainerState.Integration.Tests.Imports;
using ContainerState.Integration.Tests.Logs;
using ContainerState.Integration.Tests.PowerShell;
using ContainerState.Integration.Tests.Proofs;
using ContainerState.Integration.Tests.Steps;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace ContainerState.Integration.Tests;

/// <summary>
/// Begins with the collections that take minutes, so that at the end none of them is waited for alone. Those that only one
/// processor works for, or that wait, come beside those that work.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] First =
    [
        nameof(PesterSuiteTests), nameof(ExampleImageTests), nameof(LogTests), nameof(ExampleTests), nameof(KilledTests), nameof(MaintainerScriptTests),
        nameof(StepTimeTests), nameof(FullDiskTests), nameof(KilledCacheTests), nameof(BootedServerTests), nameof(ImageProofTests), nameof(SameCommitSameBytesTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName)).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    // A class without a collection has one of its own, which is named after it and then has an id.
    private static int Place(string name)
    {
        var place = Array.FindIndex(First, one => name == one || name.Contains($".{one} ", StringComparison.Ordinal));
        return place < 0 ? First.Length : place;
    }
}
