using System.Text.Json;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images.Formats;
using ContainerState.Platform;

namespace ContainerState.Images;

/// <summary>The images of this host, one folder each, by tree id.</summary>
public sealed class ImageStore(Host host)
{
    // Of a version that made images of one file, each beside its record.
    private static readonly string FileName = "image" + ImageFormats.Stored.Suffix;
    private const string RecordName = "image.json";

    private ContentCheck Content => new(host);

    private LayerStore Layers => new(host);

    /// <summary>All images, the last that was built first; those whose name or id matches when a pattern is given.</summary>
    /// <param name="pattern">A name, a pattern of names or ids as <see cref="NamePattern"/> says, or the beginning of an id (at least 4 digits).</param>
    public IReadOnlyList<ServerImage> List(string? pattern = null)
    {
        // A pattern with a mistake is one of no images, too.
        _ = pattern is not null && NamePattern.Is(pattern);
        if (!Directory.Exists(host.Images))
        {
            return [];
        }
        var records = Records();
        var users = records.SelectMany(record => record.Layers).CountBy(layer => layer.Id, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. records
            .Where(record => pattern is null || IsPrefix(pattern, record.Id) || NamePattern.Matches(pattern, record.Definition.Name) || NamePattern.Matches(pattern, record.Id))
            .Select(record => ImageOf(record, record.Commit))
            .Select(image => image with { OwnBytes = image.Layers.Where(layer => users.GetValueOrDefault(layer.Id) <= 1).Sum(layer => layer.SizeBytes) })
            .OrderByDescending(image => image.BuiltUtc)];
    }

    /// <summary>The names of all layers that images have; null when nobody can know, since a record cannot be read now, or is of a later version.</summary>
    internal IReadOnlySet<string>? LayersInUse()
    {
        var layers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in Directory.Exists(host.Images) ? Directory.EnumerateDirectories(host.Images) : [])
        {
            try
            {
                if (ImageRecord.Read(File.ReadAllBytes(Path.Combine(folder, RecordName))) is not { } record)
                {
                    return null;
                }
                layers.UnionWith(record.Layers.Select(layer => layer.Id));
            }
            catch (Exception fault) when (fault is JsonException or FileNotFoundException or DirectoryNotFoundException)
            {
                // Rubbish names nothing, and never will.
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
        return layers;
    }

    /// <summary>Notes in every record that names a layer what bytes it has now. The caller has the lock of the layers.</summary>
    internal void Renew(ImageLayer layer)
    {
        foreach (var record in Directory.Exists(host.Images) ? Records() : [])
        {
            if (!record.Layers.Any(old => old.Id == layer.Id && old != LayerRecord.Of(layer)))
            {
                continue;
            }
            var layers = record.Layers.Select(old => old.Id == layer.Id ? LayerRecord.Of(layer) : old).ToList();
            Place(record with { Layers = layers, SizeBytes = layers.Sum(one => one.SizeBytes), Sha256 = LayerList.Digest(layers.Select(one => (one.Id, one.Sha256))) }, "");
        }
    }

    /// <summary>True when the store has an image of this tree, whole or not.</summary>
    internal bool Has(string tree) => TryRead(tree) is not null;

    /// <summary>The images that a name, an id or a pattern means, newest first. Only a pattern may mean none.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: No image has that name or id.</exception>
    public IReadOnlyList<ServerImage> Find(string name)
    {
        var found = List(name);
        return found.Count > 0 || NamePattern.Is(name) ? found : throw ImageFaults.NotFound(name);
    }

    /// <summary>The one image that a name or an id means: the newest of the name, else that of the id.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: There is none, or the beginning of an id fits more than one.</exception>
    public ServerImage FindOne(string name) => List(name).FirstOrDefault(image => image.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? Get(name);

    /// <summary>One image, by id or the beginning of it.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: There is none, or more than one.</exception>
    public ServerImage Get(string id)
    {
        var found = CommitId.IsWhole(id)
            ? (TryRead(id) is { } record ? [ImageOf(record, record.Commit)] : [])
            : List().Where(image => IsPrefix(id, image.Id)).ToList();
        return found.Count == 1 ? found[0] : throw ImageFaults.NotFound(id);
    }

    /// <summary>Removes an image from the store, and those of its layers that no other image has.</summary>
    /// <param name="image">Which.</param>
    /// <param name="users">The servers that run from it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageInUse"/>: Servers run from it.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: The store does not have it.</exception>
    public async Task RemoveAsync(ServerImage image, IReadOnlyList<string> users, CancellationToken cancel = default)
    {
        if (users.Count > 0)
        {
            throw ImageFaults.InUse(image.Id, users);
        }
        var folder = FolderOf(image.Id);
        if (!Directory.Exists(folder))
        {
            throw ImageFaults.NotFound(image.Id);
        }
        var own = TryRead(image.Id)?.Layers.Select(layer => layer.Id).ToList() ?? [];
        // Out of sight at once, then file by file; when we are killed in between, the next sweep goes on.
        using var work = WorkFolder.Create(host);
        using var hold = await Layers.LockAsync(cancel);
        Directory.Move(folder, Path.Combine(work.Path, image.Id));
        // A kill from here on leaves layers that no image names, which clearing the cache takes.
        foreach (var layer in LayersInUse() is { } used ? own.Except(used, StringComparer.Ordinal) : [])
        {
            Layers.Remove(layer);
        }
    }

    /// <summary>The image of a tree, with the path of an ssh server in it, if any; null when the store has none.</summary>
    /// <remarks>One of which a layer has other bytes than recorded counts as none, and so does one of objects that nobody compared with their ids: a build then writes what it lacks.</remarks>
    internal (ServerImage Image, string? SshServer)? Find(string tree, string commit)
    {
        if (TryRead(tree) is not { } record)
        {
            return null;
        }
        var image = ImageOf(record, commit);
        return image.ObjectsCompared && image.Layers.All(IsWhole) ? (image, record.SshServer) : null;
    }

    /// <summary>Notes that a build has given an image again: it is the newest of its server now, whenever it was written.</summary>
    internal void Touch(ServerImage image)
    {
        try
        {
            File.SetLastWriteTimeUtc(Path.Combine(FolderOf(image.Id), RecordName), DateTime.UtcNow);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A store that cannot be written keeps its order; the image is there all the same.
        }
    }

    /// <summary>Makes sure that an image's layers are what was recorded, before anything runs from it.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageDamaged"/>: One is not, or nobody can know what is in it.</exception>
    internal void RequireWhole(ServerImage image)
    {
        if (!image.ObjectsCompared)
        {
            throw ImageFaults.Damaged(image.Id, "it was made by a version that did not compare Git's objects with their ids");
        }
        foreach (var layer in image.Layers)
        {
            if (!File.Exists(layer.Path))
            {
                throw ImageFaults.Damaged(image.Id, $"{layer.Path} is not there");
            }
            if (!IsWhole(layer))
            {
                throw ImageFaults.Damaged(image.Id, $"the bytes of {layer.Path} are not those that were written, by their {(layer.Verity is null ? "" : "fs-verity digest or ")}SHA-256");
            }
        }
    }

    private bool IsWhole(ImageLayer layer) => Content.Is(layer.Path, layer.Sha256, layer.Verity);

    /// <summary>Writes the image of a layout into the store: those of its layers that the store lacks, each whole or not at all, and then its record.</summary>
    internal async Task<ServerImage> AddAsync(GitStore store, ImageLayout layout, string commit, bool force, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        using var work = FileFaults.Guard(host.Work, () => WorkFolder.Create(host));
        while (true)
        {
            var layers = new List<ImageLayer>();
            foreach (var layer in layout.Layers)
            {
                layers.Add(await Layers.EnsureAsync(store, layer, layout.Definition.Name, force, progress, cancel));
            }
            var record = new ImageRecord
            {
                Format = ImageRecord.CurrentFormat,
                Id = layout.Tree,
                Commit = commit,
                Sha256 = LayerList.Digest(layers.Select(layer => (layer.Id, layer.Sha256))),
                SizeBytes = layers.Sum(layer => layer.SizeBytes),
                CreatedUtc = DateTime.UtcNow,
                SshServer = layout.SshServer,
                Layers = [.. layers.Select(LayerRecord.Of)],
                Definition = layout.Definition,
                Objects = ImageRecord.ObjectsCompared,
            };
            using var hold = await Layers.LockAsync(cancel);
            // Until now, no image may have named them.
            if (layers.All(layer => File.Exists(layer.Path)))
            {
                return FileFaults.Guard(host.Images, () =>
                {
                    Place(record, Path.Combine(work.Path, "image"));
                    return ImageOf(record, commit);
                });
            }
        }
    }

    // A folder that is there already is of the same tree, so of the same layers: another build was first, or a layer was written
    // anew. Whoever looks meanwhile finds an image.
    private void Place(ImageRecord record, string made)
    {
        var final = FolderOf(record.Id);
        var json = JsonSerializer.SerializeToUtf8Bytes(record, ImageRecordJson.Default.ImageRecord);
        if (Directory.Exists(final))
        {
            WholeFile.Write(Path.Combine(final, RecordName), json);
            return;
        }
        Directory.CreateDirectory(made);
        WholeFile.Write(Path.Combine(made, RecordName), json);
        Directory.CreateDirectory(host.Images);
        Directory.Move(made, final);
    }

    private List<ImageRecord> Records() =>
        [.. Directory.EnumerateDirectories(host.Images).Select(folder => Path.GetFileName(folder)).Where(CommitId.IsWhole).Select(TryRead).OfType<ImageRecord>()];

    private string FolderOf(string id) => Path.Combine(host.Images, id);

    private static bool IsPrefix(string text, string id) => text.Length >= 4 && id.StartsWith(text, StringComparison.OrdinalIgnoreCase);

    private ImageRecord? TryRead(string id)
    {
        try
        {
            return ImageRecord.Read(File.ReadAllBytes(Path.Combine(FolderOf(id), RecordName))) is { } record && record.Id == id ? record : null;
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private ServerImage ImageOf(ImageRecord record, string commit) => new()
    {
        Id = record.Id,
        Name = record.Definition.Name,
        Commit = commit,
        Sha256 = record.Sha256,
        Layers = record.Layers.Count == 0
            ? [new ImageLayer(record.Id + "-one", Path.Combine(FolderOf(record.Id), FileName), record.Sha256, record.SizeBytes)]
            : [.. record.Layers.Select(layer => new ImageLayer(layer.Id, Layers.FileOf(layer.Id), layer.Sha256, layer.SizeBytes, layer.Verity))],
        SizeBytes = record.SizeBytes,
        CreatedUtc = record.CreatedUtc,
        BuiltUtc = File.GetLastWriteTimeUtc(Path.Combine(FolderOf(record.Id), RecordName)),
        Definition = record.Definition,
        IsOneFile = record.Layers.Count == 0,
        ObjectsCompared = record.Objects == ImageRecord.ObjectsCompared,
    };
}
