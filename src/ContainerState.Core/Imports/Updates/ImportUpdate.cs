using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Imports.Updates;

/// <summary>An import: made again from its recorded request, once it is known that something else would come.</summary>
internal sealed class ImportUpdate(PinnedDependency pinned, UpdatePlace place) : PinUpdate(pinned, place)
{
    private readonly ImportRecord _record = pinned.Record!;
    private ImportSource? _source;

    /// <inheritdoc/>
    public override async Task<DependencyUpdate> LookAsync(CancellationToken cancel)
    {
        var kind = ImportKind.Of(_record.Kind);
        if (kind.Kind == DependencyKind.Unknown)
        {
            throw ImportFaults.NotRepeatable(Pinned.Name, $"its kind, {Quoted.Text(_record.Kind)}, is not known to this version");
        }
        if (kind.FixedBecause is { } because && Place.Wish.IsEmpty)
        {
            return Row(UpdateState.Fixed, kind.Asked is null ? because : because + "; say which is newer with -To and -Sha256 (--to, --sha256)");
        }
        var request = Request(kind) ?? throw ImportFaults.NotRepeatable(
            Pinned.Name, _record.Says(DebianNames.Withheld) ? "its mirror was given with what is not kept in Git (user name, password or query)" : "a part of the request is missing");
        _source = (ImportSource)Sources.For(request with { Twice = Place.Options.Twice });
        _source.Check();
        Place.Progress?.Report(new StepProgress("Look", Pinned.Name));
        var row = Row(UpdateState.UpToDate) with { Follows = Suite(request) };
        var packages = await _source.LookAsync(_record, Place.Lists, Place.Progress, cancel);
        return packages.Count == 0 && (row.Follows.Length == 0 || row.Follows == _record.Parameter("suite"))
            ? row
            : row with { State = UpdateState.Outdated, NewCommit = "", Packages = packages, Between = UpdateText.Of(packages) };
    }

    /// <inheritdoc/>
    public override async Task<(DependencyUpdate Update, BroughtDependency? Brought)> BringAsync(ImportPlace into, DependencyUpdate seen, CancellationToken cancel)
    {
        await Place.Imports.WaitAsync(cancel);
        try
        {
            var brought = await _source!.BringAsync(into, Pinned.Name, Place.Progress, cancel);
            var commit = brought.Changes.Single().Gitlink!;
            if (commit == Pinned.Dependency.Commit)
            {
                return (Row(UpdateState.UpToDate) with { Follows = seen.Follows }, null);
            }
            // What came counts, and not what was to come.
            var secure = seen.Packages.Where(package => package.Security).Select(package => package.Name).ToHashSet(StringComparer.Ordinal);
            var packages = _record.Kind == ArchiveImport.Kind.Id || _record.Kind == DebianSourceImport.Kind.Id
                ? seen.Packages
                : [.. PackageChange.Between(_record.Items, brought.Record!.Items).Select(change => change with { Security = secure.Contains(change.Name) })];
            return (
                seen with { State = UpdateState.Updated, NewCommit = commit, Packages = packages, Between = UpdateText.Of(packages), Warnings = brought.Warnings },
                // Its entry in .gitmodules is as it was.
                brought with { Modules = [] });
        }
        finally
        {
            Place.Imports.Release();
        }
    }

    private DependencyRequest? Request(ImportKind kind)
    {
        if (Place.Wish.IsEmpty)
        {
            return _record.Request();
        }
        if (kind.Asked is null)
        {
            throw new InvalidNameException("target", Place.Wish.To ?? Place.Wish.Sha256!, $"another dependency: {Pinned.Name} stays, since {kind.FixedBecause}");
        }
        if (Place.Wish.Sha256 is { } digest && _record.Kind != ArchiveImport.Kind.Id)
        {
            throw new InvalidNameException("SHA-256", digest, "it for an archive alone");
        }
        return kind.Asked(_record, Place.Wish);
    }

    private static string Suite(DependencyRequest request) => request switch
    {
        DebianDependencyRequest debian => debian.Suite,
        DebianSourceDependencyRequest source => source.Suite,
        _ => "",
    };
}
