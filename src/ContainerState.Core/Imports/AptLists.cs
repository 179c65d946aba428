using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>The lists of packages of several suites, each fetched once however many imports are looked at.</summary>
/// <param name="host">The host, which keeps them for the next time.</param>
/// <param name="folder">A folder that is removed afterwards.</param>
/// <param name="looksOnly">True to keep none of them for the next time.</param>
internal sealed class AptLists(Host host, string folder, bool looksOnly) : IDisposable
{
    private readonly Dictionary<(string Type, string Suite, string? Mirror), Task<AptSources>> _opened = [];
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Asks apt something, one question after the other: apt writes its own index of the lists.</summary>
    /// <param name="wanted">Which lists, and for which packages.</param>
    /// <param name="question">The question.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<T> AskAsync<T>(AptSources.Wanted wanted, Func<AptSources, Task<T>> question, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            var key = (wanted.Type, wanted.Suite, wanted.Mirror);
            if (!_opened.TryGetValue(key, out var opened))
            {
                // A suite that cannot be read is not asked for again.
                _opened[key] = opened = AptSources.OpenAsync(wanted, new PackageLists(host, looksOnly), Path.Combine(folder, $"apt-{_opened.Count}"), progress, cancel);
            }
            return await question((await opened).For(wanted.Packages));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
