namespace ContainerState.Imports;

/// <summary>Has apt's lists be those that a mirror signs now, and fetches none of them that an import before has kept.</summary>
/// <remarks>
/// First each suite's InRelease alone, so that apt says whether it is signed, and not too old. Then the lists that it names,
/// by digest. Only if one is not kept, apt fetches what is missing, and verifies it.
/// </remarks>
/// <param name="apt">apt.</param>
/// <param name="wanted">Says which lists.</param>
/// <param name="kept">Those that were fetched before.</param>
/// <param name="progress">Is told what is fetched.</param>
internal sealed class AptUpdate(AptProgram apt, AptSources.Wanted wanted, PackageLists kept, AptProgress progress)
{
    // What apt does not know of is no target, and none leaves the InRelease alone.
    private const string NoTargets = "Targets: none";

    /// <summary>Runs it.</summary>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What was signed, of each suite.</returns>
    public async Task<IReadOnlyList<(string Suite, ReleaseFile File)>> RunAsync(CancellationToken cancel)
    {
        var releases = await FetchReleasesAsync(cancel);
        if (await TakeAsync(releases, cancel))
        {
            return [.. releases.Select(release => (release.Suite, release.File))];
        }
        using var held = await kept.LockAsync(wanted, cancel);
        // Another import may have fetched them meanwhile.
        if (!await TakeAsync(releases, cancel))
        {
            await apt.RunAsync("apt-get", ["update"], cancel, line: progress.Tell);
            // The mirror may have changed since.
            releases = Read();
            await kept.KeepAsync([.. releases.SelectMany(ListsOf).Where(list => list.Index.Size > 0 && File.Exists(list.File))], cancel);
        }
        return [.. releases.Select(release => (release.Suite, release.File))];
    }

    private async Task<IReadOnlyList<Release>> FetchReleasesAsync(CancellationToken cancel)
    {
        var sources = Path.Combine(apt.Folder, "releases.sources");
        var lines = (await File.ReadAllLinesAsync(apt.SourcesFile, cancel)).Select(line => line.StartsWith("Targets: ", StringComparison.Ordinal) ? NoTargets : line);
        await File.WriteAllLinesAsync(sources, lines, cancel);
        await apt.RunAsync("apt-get", ["update"], cancel, line: progress.Tell, sources: sources);
        return Read();
    }

    // A mirror without InRelease has a Release, with its signature beside it.
    private IReadOnlyList<Release> Read() =>
    [
        .. from path in Directory.EnumerateFiles(apt.Lists).Order(StringComparer.Ordinal)
           let name = Path.GetFileName(path)
           let end = name.EndsWith("_InRelease", StringComparison.Ordinal) ? "InRelease" : name.EndsWith("_Release", StringComparison.Ordinal) ? "Release" : null
           where end is not null
           select new Release(path[..^end.Length], ReleaseAge.SuiteOf(name), ReleaseFile.ReadFile(path, wanted.Mirror ?? "Debian " + ReleaseAge.SuiteOf(name))),
    ];

    private async Task<bool> TakeAsync(IReadOnlyList<Release> releases, CancellationToken cancel)
    {
        var all = releases.Count > 0;
        foreach (var release in releases)
        {
            var lists = ListsOf(release).ToList();
            // A suite without one is for apt to complain of.
            all &= lists.Count > 0;
            foreach (var (index, file) in lists)
            {
                all &= File.Exists(file) || await kept.TryTakeAsync(index, file, cancel);
            }
        }
        return all;
    }

    // As apt names them.
    private IEnumerable<(ReleaseIndex Index, string File)> ListsOf(Release release) =>
        release.File.Of(wanted.Type, AptProgram.Architecture).Select(index => (index, release.Prefix + index.Path.Replace('/', '_')));

    /// <summary>What was signed.</summary>
    /// <param name="Prefix">What the paths of its suite's lists begin with.</param>
    /// <param name="Suite">Its suite.</param>
    /// <param name="File">It.</param>
    private sealed record Release(string Prefix, string Suite, ReleaseFile File);
}
