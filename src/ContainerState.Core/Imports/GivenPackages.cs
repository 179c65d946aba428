using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>A folder of the package files that an import needs: those that imports before it kept, and the others fetched and kept.</summary>
/// <param name="apt">Has the others.</param>
/// <param name="store">Those that were kept.</param>
/// <param name="folder">The folder; made here.</param>
internal sealed class GivenPackages(AptSources apt, PackageStore store, string folder)
{
    private readonly Dictionary<string, AptFile> _files = new(StringComparer.Ordinal);

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>The files, each by its name.</summary>
    public IReadOnlyDictionary<string, AptFile> Files => _files;

    /// <summary>Brings what is not here yet.</summary>
    /// <param name="plan">What is needed.</param>
    /// <param name="work">A folder in the host's store for what is fetched, until it is whole; null when it is not to be kept.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task BringAsync(AptPlan plan, WorkFolder? work, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var missing = plan.Files.Where(file => !_files.ContainsKey(file.Name)).ToList();
        foreach (var file in await store.CopyAsync(missing, folder, cancel))
        {
            _files[file.Name] = file;
            missing.Remove(file);
        }
        if (missing.Count == 0)
        {
            return;
        }
        await apt.DownloadAsync([.. missing.Select(file => file.Package)], folder, progress, cancel);
        foreach (var file in missing)
        {
            var path = Path.Combine(folder, file.Name);
            if (!File.Exists(path))
            {
                // mmdebstrap will ask for it under the name that it has there.
                continue;
            }
            using var content = File.OpenRead(path);
            // Where the lists have no SHA-256, apt has compared another digest.
            var digest = await store.KeepAsync(content, work, cancel, file.Sha256.Length > 0 ? file.Sha256 : null);
            _files[file.Name] = file with { Sha256 = digest };
            if (file.Sha256.Length > 0 && digest != file.Sha256)
            {
                throw RemoteFaults.Failed(file.Name, $"it has the SHA-256 {digest}, and not {file.Sha256}", "Import again, or use another mirror.");
            }
        }
        store.Trim();
    }
}
