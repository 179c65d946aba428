using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using ContainerState.Builds;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Proofs;

/// <summary>Tests whether an image is what its commit says: its bytes against the record, or against a second build.</summary>
public sealed class ImageProof(Host host)
{
    // A step that writes the time in seconds is to write another one.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(1.1);

    private ImageStore Images => new(host);

    /// <summary>The image that was built of a commit, whether or not its file is whole.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A branch, tag or commit; HEAD when null.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: None was built of it here, or it was removed.</exception>
    public ServerImage Find(StateRepo repository, string? reference = null)
    {
        using var store = repository.OpenStore();
        var commit = repository.CommitOf(store, reference);
        return Images.Get(ImageBuilder.FindTree(store, commit) ?? throw ImageFaults.NotFound($"of the commit {CommitId.Short(commit)}"));
    }

    /// <summary>Reads the stored layers of an image, and compares their sizes and SHA-256 with what was recorded.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: The store does not have it.</exception>
    public async Task<ServerImageTestResult> CheckAsync(ServerImage image, IProgress<StepProgress>? progress = null, CancellationToken cancel = default)
    {
        var watch = Stopwatch.StartNew();
        var stored = Images.Get(image.Id);
        progress?.Report(new StepProgress("Read image", stored.Name));
        var (damage, digest) = await ReadAsync(stored, cancel);
        return new ServerImageTestResult(stored, damage.Count == 0)
        {
            Commit = stored.Commit,
            Tree = stored.Id,
            Sha256 = stored.Sha256,
            Sha256Again = digest,
            Differences = damage,
            DurationSeconds = Seconds.Of(watch.Elapsed),
        };
    }

    /// <summary>
    /// Builds a commit from a fresh clone, with nothing that is known and other surroundings, and compares the server's
    /// tree and the image's bytes with the first build.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="options">What to build again, and how.</param>
    /// <param name="warn">Is told what the user should know.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it; nothing of the second build is left behind, as there is nothing in any case.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="IncompleteRepositoryException">Something that the commit needs is not here, or no clone would have it.</exception>
    /// <exception cref="BuildFailedException">A build step failed, in the first build or only in the second.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public Task<ServerImageTestResult> RebuildAsync(
        StateRepo repository, ProofOptions options, Action<string>? warn = null, IProgress<StepProgress>? progress = null, CancellationToken cancel = default) =>
        !Environment.IsPrivilegedProcess
            ? throw Root.Missing("Building an image again to test it")
            : FileFaults.GuardAsync(host.Work, () => CompareAsync(repository, options, warn, progress, cancel));

    private async Task<ServerImageTestResult> CompareAsync(
        StateRepo repository, ProofOptions options, Action<string>? warn, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        using var store = repository.OpenStore();
        var reference = options.Reference ?? options.Image?.Commit;
        var commit = repository.CommitOf(store, reference);
        // The stored one also when it is damaged, which a build would mend before anybody was told.
        // One of one file is of a tree that no build makes any more: what is proven is the image of its commit.
        var image = (options.Image is { IsOneFile: false } given ? given : null) ?? Stored(store, commit) ?? await BuildAsync(repository, commit, warn, progress, cancel);
        image = Images.Get(image.Id);
        var (damage, _) = await ReadAsync(image, cancel);

        using var work = WorkFolder.Create(host);
        var hasSteps = CommitContent.Read(store, commit).Components.Any(component => component.Build is not null);
        var other = new OtherSurroundings(Directory.CreateDirectory(Path.Combine(work.Path, "home")).FullName, options.Offline, hasSteps);
        var folder = Path.Combine(work.Path, "another", "place", "of another depth", "the clone");
        StateRepo clone;
        using (ProgramLauncher.Enter(other.CloningPrograms))
        {
            clone = await FreshClone.MakeAsync(store, commit, folder, progress, cancel);
        }
        await WaitAsync(image.CreatedUtc, cancel);
        var began = DateTime.UtcNow;
        using var again = clone.OpenStore();
        var second = await BuildAgainAsync(again, commit, other, work, progress, cancel);

        var differences = new List<TreeDifference>(damage);
        differences.AddRange(await CompareTreesAsync(store, commit, image, again, second.Tree, warn, progress, cancel));
        if (image.Id == second.Tree.Layout.Tree)
        {
            differences.AddRange(image.Layers.Zip(second.Layers).Where(pair => pair.First.Sha256 != pair.Second.Sha256)
                .Select(pair => TreeComparison.Whole("bytes", $"layer {pair.First.Id} {pair.First.Sha256}", $"layer {pair.Second.Id} {pair.Second.Sha256}")));
        }
        return new ServerImageTestResult(image with { Commit = commit }, differences.Count == 0)
        {
            Commit = commit,
            Tree = image.Id,
            TreeAgain = second.Tree.Layout.Tree,
            Sha256 = image.Sha256,
            Sha256Again = LayerList.Digest(second.Layers.Select(layer => (layer.Id, layer.Sha256))),
            Axes = other.Axes(repository.Path, folder, image.CreatedUtc, began),
            Differences = differences,
            DurationSeconds = Seconds.Of(watch.Elapsed),
        };
    }

    private ServerImage? Stored(GitStore store, string commit) =>
        ImageBuilder.FindTree(store, commit) is { } tree && Images.Has(tree) ? Images.Get(tree) : null;

    // An image that the store has may hold an ssh server: somebody allowed it. A new one may not.
    private Task<ServerImage> BuildAsync(StateRepo repository, string commit, Action<string>? warn, IProgress<StepProgress>? progress, CancellationToken cancel) =>
        new ImageBuilder(host).BuildAsync(
            repository, new BuildOptions { Reference = commit, AllowSsh = new ImageBuilder(host).Find(repository, commit) is not null }, warn, progress, cancel);

    private async Task<(ServerTree Tree, IReadOnlyList<ImageLayer> Layers)> BuildAgainAsync(
        GitStore clone, string commit, OtherSurroundings other, WorkFolder work, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        // Both are of this method and what it calls.
        using var programs = ProgramLauncher.Enter(other.BuildingPrograms);
        CultureInfo.CurrentCulture = OtherSurroundings.Culture;
        var options = new BuildOptions { NoCache = true, Parallel = 1, Surroundings = other.Steps(Path.Combine(work.Path, "layers")) };
        var tree = await ServerTree.MakeAsync(host, clone, commit, options, null, progress, cancel);
        // Not those of its build steps: of what is proven, nothing is taken from before.
        var store = new LayerStore(host, Path.Combine(work.Path, "again"));
        var layers = new List<ImageLayer>();
        foreach (var layer in tree.Layout.Layers)
        {
            layers.Add(await store.EnsureAsync(clone, layer, tree.Layout.Definition.Name, force: true, progress, cancel));
        }
        return (tree, layers);
    }

    private async Task<IReadOnlyList<TreeDifference>> CompareTreesAsync(
        GitStore store, string commit, ServerImage image, GitStore again, ServerTree second, Action<string>? warn, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        if (image.Id == second.Layout.Tree)
        {
            return [];
        }
        if (!store.HasTree(image.Id))
        {
            warn?.Invoke($"The repository does not have the tree {CommitId.Short(image.Id)} of the image, so that its files cannot be compared.");
            return [TreeComparison.Whole("tree", image.Id, second.Layout.Tree)];
        }
        // Its steps are known; what has been forgotten is built again, to see which component a path is from.
        var first = await ServerTree.MakeAsync(host, store, commit, new BuildOptions(), null, progress, cancel);
        var one = (store, ImageLayout.Read(store, image.Id));
        var other = (again, second.Layout);
        var differences = TreeComparison.Compare(one, other, path => second.OwnerOf(path) ?? first.OwnerOf(path));
        if (Diffoscope.Find() is { } program)
        {
            return await Diffoscope.ExplainAsync(program, differences, one, other, progress, cancel);
        }
        warn?.Invoke($"{Diffoscope.Program} is not installed; it would say what differs within the files.");
        return differences;
    }

    private static async Task WaitAsync(DateTime first, CancellationToken cancel)
    {
        var passed = DateTime.UtcNow - first;
        // A first build in the future, by a clock that was set back, is another time as it is.
        if (passed >= TimeSpan.Zero && passed < Later)
        {
            await Task.Delay(Later - passed, cancel);
        }
    }

    // What is not as it was recorded, and the SHA-256 of the whole; empty where a layer is not there, or cannot be read.
    private async Task<(IReadOnlyList<TreeDifference> Damage, string Sha256)> ReadAsync(ServerImage image, CancellationToken cancel)
    {
        var damage = new List<TreeDifference>();
        var found = new List<ImageLayer>();
        foreach (var layer in image.Layers)
        {
            var status = FileStatus.Find(layer.Path);
            var (read, text) = await ReadAsync(layer, cancel);
            found.Add(read);
            if (text != Text(layer))
            {
                damage.Add(TreeComparison.Whole("damaged", Text(layer), text));
                if (status is not null)
                {
                    // So that the next build writes it again, whatever the kernel says of a file that it has not read.
                    new ContentCheck(host).RememberDamage(status, layer.Sha256);
                }
            }
        }
        return (damage, found.Exists(layer => layer.Sha256.Length == 0) ? "" : image.IsOneFile ? found[0].Sha256 : LayerList.Digest(found.Select(layer => (layer.Id, layer.Sha256))));
    }

    // What the file of a layer is, and that as text; no digest where it cannot be had, and no text either where there is no file.
    private async Task<(ImageLayer Found, string Text)> ReadAsync(ImageLayer layer, CancellationToken cancel)
    {
        if (!File.Exists(layer.Path))
        {
            return (layer with { Sha256 = "" }, "");
        }
        try
        {
            await using var stream = new FileStream(layer.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20);
            var found = layer with
            {
                SizeBytes = stream.Length,
                Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel)),
                // A copy without fs-verity has it turned on when it is used.
                Verity = layer.Verity is { } recorded ? host.Verity.Measure(layer.Path) ?? recorded : null,
            };
            return (found, Text(found));
        }
        catch (IOException fault) when (FileFaults.IsDamage(fault))
        {
            return (layer with { Sha256 = "" }, $"layer {layer.Id} cannot be read: {fault.Message}");
        }
    }

    private static string Text(ImageLayer layer) => $"layer {layer.Id} {layer.SizeBytes} bytes {layer.Sha256}{(layer.Verity is { } verity ? $" fs-verity {verity}" : "")}";
}
