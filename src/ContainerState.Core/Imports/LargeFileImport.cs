using System.Security.Cryptography;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>What Git LFS keeps elsewhere of a dependency's files, fetched by git-lfs, each by its SHA-256.</summary>
/// <param name="url">The dependency's URL.</param>
/// <param name="place">The Git directory that has its commit.</param>
/// <param name="commit">The commit.</param>
/// <param name="path">Where the dependency is pinned.</param>
/// <param name="files">The files, those of its submodules among them.</param>
internal sealed class LargeFileImport(string url, string place, string commit, string path, IReadOnlyList<LargeFile> files) : ImportSource
{
    /// <summary>The kind.</summary>
    public static readonly ImportKind Kind = new(
        "git-lfs", DependencyKind.LargeFiles, record => record.Parameter("url"), record => $"{record.Parameter("url")} (Git LFS, {record.Items.Count} files)")
    {
        FixedBecause = "it moves with the dependency whose files it has",
    };

    /// <inheritdoc/>
    public override string Title => "Git LFS files of " + url;

    /// <inheritdoc/>
    public override string DefaultName => GitUrl.NameOf(url) + LargeFiles.Suffix;

    /// <inheritdoc/>
    public override string DefaultTo => "/";

    /// <inheritdoc/>
    public override void Check() => _ = GitUrl.Require(url);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<PackageChange>> LookAsync(ImportRecord pinned, AptLists lists, IProgress<StepProgress>? progress, CancellationToken cancel) =>
        Task.FromResult(PackageChange.Between(pinned.Items, [.. files.Select(Item)]));

    /// <inheritdoc/>
    public override async Task<ImportRecord> WriteAsync(
        FastImportWriter writer, TarTree tree, Host host, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        await RequireProgramAsync(cancel);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in files.GroupBy(file => (file.GitDirectory, file.Commit)))
        {
            var from = group.Key.GitDirectory == place ? url : await GitProgram.ReadSettingAsync(group.Key.GitDirectory, "remote.origin.url", cancel) ?? url;
            progress?.Report(new StepProgress("Fetch", "Git LFS files of " + from));
            var objects = await FetchAsync(from, group.Key.GitDirectory, group.Key.Commit, Path.Combine(scratch, $"lfs-{written.Count}"), cancel);
            foreach (var file in group.DistinctBy(file => file.Sha256).Where(file => written.Add(file.Sha256)))
            {
                await AddAsync(writer, objects, file, from, cancel);
            }
        }
        return new ImportRecord(
            Kind.Id,
            ImportRecord.ParametersOf(("commit", commit), ("url", url)),
            [.. files.Select(Item).OrderBy(item => item.Name, StringComparer.Ordinal)]);
    }

    private ImportedItem Item(LargeFile file) => new(file.Path[(path.Length + 1)..], "", "", file.Sha256);

    private async Task RequireProgramAsync(CancellationToken cancel)
    {
        if ((await GitProgram.TryRunAsync(null, ["lfs", "version"], cancel: cancel)).ExitCode != 0)
        {
            throw LargeFiles.Missing(url, files, "Install git-lfs (on Debian: apt-get install git-lfs) and add it again, or leave the files out with --keep.");
        }
    }

    // In a repository of its own, where nothing but the one commit is seen, and which takes what comes.
    private static async Task<string> FetchAsync(string from, string gitDirectory, string commit, string repository, CancellationToken cancel)
    {
        await GitProgram.TextAsync(null, ["init", "--quiet", "--bare", "--", repository], cancel);
        await File.WriteAllTextAsync(Path.Combine(repository, "objects", "info", "alternates"), PlainView.ObjectsOf(gitDirectory) + "\n", cancel);
        // git-lfs reads .lfsconfig out of HEAD, and takes from it only what is safe.
        await GitProgram.TextAsync(repository, ["update-ref", "--no-deref", "HEAD", commit], cancel);
        var fetched = await GitProgram.TryRunAsync(
            repository, ["-c", "remote.origin.url=" + from, "lfs", "fetch", "origin", commit], diesWithUs: true, cancel: cancel);
        return fetched.ExitCode == 0
            ? Path.Combine(repository, "lfs", "objects")
            : throw RemoteFaults.Failed(from, "git-lfs cannot fetch its files: " + GitProgram.LastLine(fetched), "Check that its Git LFS server has them, with git lfs fetch in a clone; or leave the files out with --keep.");
    }

    private static async Task AddAsync(FastImportWriter writer, string objects, LargeFile file, string from, CancellationToken cancel)
    {
        var source = Path.Combine(objects, file.Sha256[..2], file.Sha256[2..4], file.Sha256);
        // git-lfs does not fetch what is empty.
        if (file.Size > 0 && !File.Exists(source))
        {
            throw RemoteFaults.Failed(from, $"git-lfs did not fetch {file.Path}", "Check that its Git LFS server has it, with git lfs fetch in a clone; or leave it out with --keep.");
        }
        await using Stream content = file.Size == 0 ? Stream.Null : File.OpenRead(source);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
        if (digest != file.Sha256 || content.Length != file.Size)
        {
            throw ImportFaults.OtherDigest($"{file.Path} of {from}", $"{file.Sha256} ({file.Size} bytes)", $"{digest} ({content.Length} bytes)");
        }
        content.Seek(0, SeekOrigin.Begin);
        await writer.AddAsync($"{LargeFiles.Folder}/{file.Sha256}", TreeItemKind.File, content, content.Length, cancel);
    }
}
