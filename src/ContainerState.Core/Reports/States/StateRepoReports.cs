using ContainerState.Contents;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Imports.Updates;
using ContainerState.Platform;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Reports.States;

/// <summary>Looks at a state repository from all sides. Nothing is changed, and nothing is built.</summary>
public sealed class StateRepoReports
{
    private readonly RegisteredServers _servers;

    /// <summary>Looks on a host.</summary>
    public StateRepoReports(Host host)
        : this(RegisteredServers.Of(host))
    {
    }

    internal StateRepoReports(RegisteredServers servers) => _servers = servers;

    private Host Host => _servers.Host;

    /// <summary>Reads all of it. What cannot be found out is said in <see cref="StateRepoReport.Faults"/>, and the rest is there all the same.</summary>
    /// <param name="repository">The repository, of which HEAD is looked at.</param>
    /// <param name="outdated">True to ask the remotes what is newer: that needs the network, and for Debian packages the tools of an import.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StateFileException">A file of the commit has a mistake.</exception>
    public Task<StateRepoReport> ReadAsync(StateRepo repository, bool outdated = false, IProgress<StepProgress>? progress = null, CancellationToken cancel = default) =>
        FileFaults.GuardAsync(Host.Work, async () =>
        {
            using var store = repository.OpenStore();
            var content = CommitContent.Read(store, repository.CommitOf(store));
            var now = Host.Clock.GetUtcNow().UtcDateTime;
            var faults = new List<ReportFault>();
            progress?.Report(new StepProgress("Read", "components"));
            var built = new BuiltReader(Host, store, content);
            try
            {
                await built.ReadAsync(cancel);
            }
            catch (ContainerStateException fault)
            {
                faults.Add(new(ReportFault.Content, Withheld.FromUrls(fault.Message)));
            }
            var components = Components(store, content, built.Content);
            progress?.Report(new StepProgress("Read", "pins"));
            var pins = await PinReader.ReadAsync(repository, store, content, components, now, cancel);
            var missing = (await Completeness.FindMissingAsync(store, content.Commit, cleanToo: true)).Select(Withheld.FromUrls).ToList();
            var rollOuts = new RollOutReader(_servers, repository).Read(faults.Add);
            return new StateRepoReport
            {
                Name = content.Definition.Name,
                Commit = content.Commit,
                CommittedUtc = store.CommittedUtc(content.Commit),
                Branch = repository.Branch,
                MadeUtc = now,
                Complete = missing.Count == 0,
                Missing = missing,
                Image = built.Image,
                Servers = Environment.IsPrivilegedProcess ? Running(store, content.Commit, built.Image?.Id) : null,
                Components = components,
                Folders = built.Folders,
                Steps = built.Steps,
                Pins = pins,
                Updates = outdated ? await UpdatesAsync(repository, progress, cancel) : null,
                RollOuts = rollOuts,
                Faults = faults,
            };
        });

    private static IReadOnlyList<ReportComponent> Components(GitStore store, CommitContent content, ServerImageContent? built)
    {
        var finder = new SourceFinder(store, content);
        var rows = built?.Components.ToDictionary(row => row.Name, StringComparer.Ordinal);
        return [.. content.Components.Select(component =>
        {
            var row = rows?.GetValueOrDefault(component.Name);
            var isKnown = row is not null && row.State != ComponentState.NotKnown;
            return new ReportComponent
            {
                Name = component.Name,
                Source = component.Source,
                Dependency = NameOn(component.Source),
                Built = component.Build is not null,
                Toolchain = component.Toolchain ?? "",
                ToolchainDependency = component.Toolchain is { } toolchain ? NameOn(toolchain) : "",
                Needs = component.Needs,
                To = component.To,
                Placed = component.IsPlaced,
                Files = isKnown ? row!.Files : null,
                OwnBytes = isKnown ? row!.OwnBytes : null,
                SharedBytes = isKnown ? row!.SharedBytes : null,
            };
        })];

        string NameOn(string path) => finder.PinOn(path) is { } pin ? pin.Path[(pin.Path.LastIndexOf('/') + 1)..] : "";
    }

    private ReportServers Running(GitStore store, string commit, string? image)
    {
        var (current, other) = (new List<string>(), new List<string>());
        foreach (var name in _servers.Registry.Names().Order(StringComparer.Ordinal))
        {
            if (_servers.Registry.Read(name) is not ({ } record, ServerState.Running) || !CommitId.IsWhole(record.Commit) || !store.HasCommit(record.Commit))
            {
                continue;
            }
            (record.Commit == commit || record.Image == image ? current : other).Add(name);
        }
        return new(current, other);
    }

    private async Task<ReportUpdates> UpdatesAsync(StateRepo repository, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var result = await StateDependencies.UpdateAsync(Host, repository, new() { DryRun = true }, progress, cancel);
        return new(
            [.. result.Updates.Select(update => new ReportUpdate(
                update.Name, update.State, update.Follows, update.State is UpdateState.Outdated or UpdateState.Rewritten ? update.NewCommit : "", Withheld.FromUrls(update.Between), update.Security))],
            [.. result.Failures.Select(failure => new ReportFault(failure.Name, Withheld.FromUrls(failure.Error is ContainerStateException ours ? ours.Problem : failure.Error.Message)))]);
    }
}
