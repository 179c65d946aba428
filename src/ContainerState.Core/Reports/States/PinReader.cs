using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Reports.States;

/// <summary>Reads what a commit pins, for a report.</summary>
internal static class PinReader
{
    /// <summary>The pins, by name.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="store">The same, opened.</param>
    /// <param name="content">The commit.</param>
    /// <param name="components">The components, which say what they use.</param>
    /// <param name="now">Up to when ages are counted.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<IReadOnlyList<ReportPin>> ReadAsync(
        StateRepo repository, GitStore store, CommitContent content, IReadOnlyList<ReportComponent> components, DateTime now, CancellationToken cancel)
    {
        var dates = PinDates.Of(store, content.Commit, cancel);
        return [.. (await PinnedDependency.ReadAsync(repository, store, content)).Select(pinned =>
        {
            var (dependency, pin) = (pinned.Dependency, dates.GetValueOrDefault(pinned.Dependency.Path));
            var committed = CommittedUtc(pinned);
            var age = now - (committed ?? pin.Utc);
            return new ReportPin
            {
                Name = dependency.Name,
                Kind = dependency.Kind,
                Commit = dependency.Commit,
                Version = Withheld.FromUrls(VersionOf(pinned, repository.Branch)),
                Url = Withheld.FromUrls(dependency.Url),
                Present = dependency.Present,
                CommittedUtc = committed,
                PinnedUtc = pin.Utc,
                PinnedBefore = pin.IsCut,
                AgeDays = age is { } span ? Math.Round(Math.Max(0, span.TotalDays), 1) : null,
                UsedBy = [.. components.Where(component => component.Dependency == dependency.Name || component.ToolchainDependency == dependency.Name).Select(component => component.Name)],
            };
        })];
    }

    private static string VersionOf(PinnedDependency pinned, string branch)
    {
        if (pinned.Entry is not { } entry || pinned.Record is not null)
        {
            return pinned.Dependency.Detail;
        }
        var at = entry.Branch == "." ? branch : entry.Branch;
        return entry.IsFixed ? "this commit"
            : entry.Tags.Length > 0 ? $"{at} of {entry.Tags}"
            : at.Length > 0 ? at
            : "the default branch";
    }

    // The commit of an import is the same whenever it is made, and has a time that says nothing.
    private static DateTime? CommittedUtc(PinnedDependency pinned)
    {
        if (pinned.Place is null || pinned.IsImport)
        {
            return null;
        }
        using var store = GitStore.Open(pinned.Place);
        return store.CommittedUtc(pinned.Dependency.Commit);
    }
}
