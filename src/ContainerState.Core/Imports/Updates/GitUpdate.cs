using ContainerState.Definitions;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports.Updates;

/// <summary>A Git repository, as a submodule or side by side: the newest commit of its branch, or the newest of its tags.</summary>
internal sealed class GitUpdate(PinnedDependency pinned, UpdatePlace place) : PinUpdate(pinned, place)
{
    private readonly GitFollow _recorded = pinned.Sibling is { } sibling ? GitFollow.Of(sibling) : GitFollow.Of(pinned.Entry!, place.Repository.Branch);
    private GitTarget? _target;
    private FetchPlace? _fetched;
    private string _url = "";

    private string Commit => Pinned.Dependency.Commit;

    // Without what names of references begin with.
    private string Recorded => RemoteReferences.ShortName(_recorded.Name);

    /// <inheritdoc/>
    public override async Task<DependencyUpdate> LookAsync(CancellationToken cancel)
    {
        if (Place.Wish.Sha256 is { } digest)
        {
            throw new Errors.InvalidNameException("SHA-256", digest, "it for an archive alone: a Git repository is pinned by its commit");
        }
        if (_recorded.IsFixed && Place.Wish.IsEmpty)
        {
            return Row(UpdateState.Fixed, "it is pinned to a commit; say where it is to move with -To (--to)");
        }
        var follow = Place.Wish.To is { } to ? GitFollow.Asked(to) : _recorded;
        _url = await Place.UrlAsync(Pinned.Dependency.Url, cancel);
        var target = await GitTarget.FindAsync(_url, follow, Commit, cancel);
        // What is recorded of a branch stays as somebody wrote it; of tags, it goes along with the newest.
        _target = follow.IsAsked || target.IsTag ? target : target with { Branch = Pinned.Sibling?.Ref ?? Pinned.Entry!.Branch };
        var row = Row(UpdateState.UpToDate) with { Follows = target.Tags.Length > 0 ? target.Tags : target.Title };
        if (await MovedTagAsync(target, cancel) is { } moved)
        {
            row = row with { State = Place.Options.AllowRewritten ? UpdateState.Outdated : UpdateState.Rewritten, NewCommit = target.Commit, Between = moved };
            return row;
        }
        if (target.Commit == Commit)
        {
            row = row with { Commits = 0 };
            return IsRecorded(_target) ? row : row with { State = UpdateState.Outdated, Between = $"it follows {row.Follows} from now on" };
        }
        if (!follow.IsAsked && target.IsTag && _recorded.Name.Length > 0 && TagOrder.Compare(target.Title, Recorded) < 0)
        {
            return row with { Between = $"{Recorded} is newer than every tag that matches {_recorded.Tags}" };
        }
        return await MeasureAsync(row with { NewCommit = target.Commit }, target, cancel);
    }

    /// <inheritdoc/>
    public override async Task<(DependencyUpdate Update, BroughtDependency? Brought)> BringAsync(ImportPlace into, DependencyUpdate seen, CancellationToken cancel)
    {
        Place.Progress?.Report(new StepProgress("Fetch", $"{Pinned.Name}: {_url}"));
        var component = Place.Content.Components.FirstOrDefault(component => component.Name == Pinned.Name && component.Source == StateNames.DependencyPath(Pinned.Name));
        var request = new GitDependencyRequest(_url)
        {
            SideBySide = Pinned.Sibling is not null,
            FullHistory = Pinned.Entry is { IsShallow: false },
            Keep = component is null || (component.IsPlaced && component.Keep.Count == 0) ? null : component.Keep,
            // Of what nobody places, nobody knows what will be placed.
            NoComponent = component is null,
        };
        var source = (GitSource)Sources.For(request);
        // What the look fetched is not fetched again.
        var isHere = _fetched is not null && Pinned.Place == Store(into.Store);
        var brought = await source.BringAsync(into, Pinned.Name, _target! with { Fetched = isHere ? _fetched : null }, Pinned, Place.Progress, cancel);
        return (seen with { State = UpdateState.Updated, Packages = Packages(into.Store), Warnings = brought.Warnings }, brought);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _fetched?.Dispose();
        base.Dispose();
    }

    // Of an import that another repository has, the commits say less than the records in them.
    private IReadOnlyList<PackageChange> Packages(GitStore store) =>
        Pinned is { Record: { } before, Sibling: null } && DependencyReader.ReadRecord(Store(store), _target!.Commit) is { } now ? PackageChange.Between(before.Items, now.Items) : [];

    // Where the objects go: for one side by side, wherever they are now.
    private string Store(GitStore store) => Pinned.Entry is { } entry ? SourceFinder.ModuleStore(store, entry.Name) : Pinned.Place ?? "";

    private bool IsRecorded(GitTarget target) => Pinned.Sibling is { } pin
        ? (pin.Ref, pin.Tags) == (target.IsFixed ? target.Commit : target.Branch, target.Tags)
        : SubmoduleSource.Edits(Pinned.Entry!, target).Count == 0;

    // The tag that it is at must lead where it led: whoever moves one can move any.
    private async Task<string?> MovedTagAsync(GitTarget target, CancellationToken cancel)
    {
        if (_recorded.Name.Length == 0 || !target.IsTag)
        {
            return null;
        }
        var name = _recorded.Name.StartsWith(RemoteReferences.Tags, StringComparison.Ordinal) ? _recorded.Name : RemoteReferences.Tags + _recorded.Name;
        var isSame = name == target.Name;
        if (!isSame && (Place.Wish.To is not null || _recorded.Tags.Length == 0))
        {
            return null;
        }
        var now = isSame ? target.Commit : (await RemoteReferences.NamedAsync(_url, name, cancel)).Find(name);
        return now is null || now == Commit ? null
            : $"the tag {Recorded} leads to {CommitId.Short(now)} now, and not to the pinned {CommitId.Short(Commit)}";
    }

    private async Task<DependencyUpdate> MeasureAsync(DependencyUpdate row, GitTarget target, CancellationToken cancel)
    {
        // A look alone writes nothing into any repository.
        _fetched = Place.Options.DryRun || Pinned.Place is null ? FetchPlace.Make(WorkFolder.Create(Place.Scratch.Path), Pinned.Place) : FetchPlace.Make(Pinned.Place);
        var history = await RemoteHistory.AskAsync(_fetched, _url, target.Name ?? target.Commit, Commit, target.Commit, cancel);
        row = row with { Commits = history.Commits };
        var commits = history.Commits switch
        {
            null => "many commits",
            1 => "1 commit",
            var number => $"{number} commits",
        };
        if (history.IsAhead)
        {
            var tags = target.IsTag && _recorded.Name.Length > 0 ? $"{Recorded} -> {target.Title}, " : target.IsTag ? $"{target.Title}, " : "";
            return row with { State = UpdateState.Outdated, Between = target.IsTag || target.IsFixed ? tags + commits : $"{commits} of {target.Title}" };
        }
        // Releases may each be on a branch of their own. A branch leads on from where it was, unless somebody names another one.
        var isOther = target.IsTag || target.IsFixed || (Place.Wish.To is not null && _recorded.Name.Length > 0 && Recorded != RemoteReferences.ShortName(target.Branch));
        return isOther
            ? row with { State = UpdateState.Outdated, Between = $"{(_recorded.Name.Length > 0 ? Recorded : CommitId.Short(Commit))} -> {target.Title}, which does not lead on from it" }
            : row with
            {
                State = Place.Options.AllowRewritten ? UpdateState.Outdated : UpdateState.Rewritten,
                Between = $"{target.Title} does not lead on from the pinned {CommitId.Short(Commit)}: it was rewritten, or the pin is from elsewhere",
            };
    }
}
