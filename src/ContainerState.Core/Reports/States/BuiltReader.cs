using ContainerState.Builds;
using ContainerState.Contents;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Reports.States;

/// <summary>Reads what was built of a commit, for a report: what is in the image, and how long its steps took.</summary>
/// <param name="host">The host.</param>
/// <param name="store">The repository.</param>
/// <param name="content">The commit.</param>
internal sealed class BuiltReader(Host host, GitStore store, CommitContent content)
{
    /// <summary>What the components give; null when nothing is known of that.</summary>
    public ServerImageContent? Content { get; private set; }

    /// <summary>The image; null when the commit was not built here.</summary>
    public ReportImage? Image { get; private set; }

    /// <summary>Where its bytes are.</summary>
    public IReadOnlyList<ReportFolder> Folders { get; private set; } = [];

    /// <summary>The build steps.</summary>
    public IReadOnlyList<ReportStep> Steps { get; private set; } = [];

    /// <summary>Reads it.</summary>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException">Something that the commit pins is not here, or its plan cannot be carried out. What was found before stays.</exception>
    public async Task ReadAsync(CancellationToken cancel)
    {
        var tree = ImageBuilder.FindTree(store, content.Commit);
        var stored = tree is null ? null : new ImageStore(host).Find(tree, content.Commit)?.Image;
        Image = tree is null ? null : new(tree, stored?.SizeBytes, stored?.Layers.Count ?? 0, 0, 0, stored?.CreatedUtc);
        Steps = StepsOf(new Dictionary<string, string>());
        using var overlay = GitOverlay.Make(host, store);
        var placed = await PlacedComponents.ReadAsync(store, overlay, content, cancel);
        Steps = StepsOf(placed.Keys);
        if (tree is null)
        {
            return;
        }
        var image = new ComparedImage { Name = content.Commit, Kind = "commit", Commit = content.Commit, Image = tree };
        (Content, var folders) = new ServerContent(ServerFiles.Read(store, tree), content, placed, image).Components(FolderBreakdown.Levels);
        Folders = FolderBreakdown.Of(folders);
        Image = Image! with { Files = Content.Files, ContentBytes = Content.SizeBytes };
    }

    private IReadOnlyList<ReportStep> StepsOf(IReadOnlyDictionary<string, string> keys) =>
        [.. content.Components.Where(component => component.Build is not null)
            .Select(component =>
            {
                var key = keys.GetValueOrDefault(component.Name, "");
                var time = key.Length > 0 ? BuildTimes.Find(store, key) : null;
                return new ReportStep(component.Name, key, time?.BuildUtc, time?.BeganUtc, time?.DurationSeconds);
            })
            .OrderBy(step => step.BeganUtc ?? DateTime.MaxValue).ThenBy(step => step.Component, StringComparer.Ordinal)];
}
