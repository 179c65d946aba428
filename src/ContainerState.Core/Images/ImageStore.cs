using System.Security.Cryptography;
using System.Text.Json;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images.Formats;
using ContainerState.Platform;

namespace ContainerState.Images;

/// <summary>The images of this host, one folder each, by tree id.</summary>
public sealed class ImageStore(Host host)
{
    private static readonly string FileName = "image" + ImageFormats.Stored.Suffix;
    private const string RecordName = "image.json";

    private ContentCheck Content => new(host);

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
        return [.. Directory.EnumerateDirectories(host.Images)
            .Select(folder => Path.GetFileName(folder))
            .Where(CommitId.IsWhole)
            .Select(TryRead)
            .OfType<ImageRecord>()
            .Where(record => pattern is null || IsPrefix(pattern, record.Id) || NamePattern.Matches(pattern, record.Definition.Name) || NamePattern.Matches(pattern, record.Id))
            .Select(record => ImageOf(record, record.Commit))
            .OrderByDescending(image => image.BuiltUtc)];
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

    /// <summary>Removes an image from the store.</summary>
    /// <param name="image">Which.</param>
    /// <param name="users">The servers that run from it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageInUse"/>: Servers run from it.</exception>
    public void Remove(ServerImage image, IReadOnlyList<string> users)
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
        // Out of sight at once, then file by file; when we are killed in between, the next sweep goes on.
        using var work = WorkFolder.Create(host);
        Directory.Move(folder, Path.Combine(work.Path, image.Id));
    }

    /// <summary>The image of a tree, with the path of an ssh server in it, if any; null when the store has none.</summary>
    /// <remarks>A file with other bytes than recorded counts as none, and so does one of objects that nobody compared with their ids: a build then writes it again.</remarks>
    internal (ServerImage Image, string? SshServer)? Find(string tree, string commit)
    {
        if (TryRead(tree) is not { } record)
        {
            return null;
        }
        var image = ImageOf(record, commit);
        return image.ObjectsCompared && Content.Is(image.Path, image.Sha256) ? (image, record.SshServer) : null;
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

    /// <summary>Makes sure that an image's file is what was recorded, before anything runs from it.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageDamaged"/>: It is not, or nobody can know what is in it.</exception>
    internal void RequireWhole(ServerImage image)
    {
        if (!image.ObjectsCompared)
        {
            throw ImageFaults.Damaged(image.Id, "it was made by a version that did not compare Git's objects with their ids");
        }
        if (!File.Exists(image.Path))
        {
            throw ImageFaults.Damaged(image.Id, $"{image.Path} is not there");
        }
        if (!Content.Is(image.Path, image.Sha256))
        {
            throw ImageFaults.Damaged(image.Id, $"the bytes of {image.Path} are not those that were written, by their SHA-256");
        }
    }

    /// <summary>Writes the image of a layout into the store: whole or not at all.</summary>
    internal async Task<ServerImage> AddAsync(GitStore store, ImageLayout layout, string commit, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        using var work = FileFaults.Guard(host.Work, () => WorkFolder.Create(host));
        var folder = Path.Combine(work.Path, "image");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FileName);
        await ImageFormats.Stored.WriteAsync(new(store, layout.Entries, layout.Definition.Name), file, progress, cancel);
        var record = new ImageRecord
        {
            Format = ImageRecord.CurrentFormat,
            Id = layout.Tree,
            Commit = commit,
            Sha256 = await HashAndFlushAsync(file, cancel),
            SizeBytes = new FileInfo(file).Length,
            CreatedUtc = DateTime.UtcNow,
            SshServer = layout.SshServer,
            Definition = layout.Definition,
            Objects = ImageRecord.ObjectsCompared,
        };
        return FileFaults.Guard(file, () =>
        {
            WholeFile.Write(Path.Combine(folder, RecordName), JsonSerializer.SerializeToUtf8Bytes(record, ImageRecordJson.Default.ImageRecord));
            Directory.CreateDirectory(host.Images);
            var made = FileStatus.Of(file).File;
            Place(folder, FolderOf(layout.Tree));
            var image = ImageOf(record, commit);
            if (File.Exists(image.Path) && FileStatus.Of(image.Path).File == made)
            {
                Content.Remember(image.Path, record.Sha256);
            }
            return image;
        });
    }

    // A folder that is there already is of the same tree, so of the same bytes: another build was first, or it is written
    // anew. Its files are replaced one by one, so that whoever looks meanwhile finds an image.
    private static void Place(string folder, string final)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                if (!Directory.Exists(final))
                {
                    Directory.Move(folder, final);
                    return;
                }
                foreach (var name in (string[])[FileName, RecordName])
                {
                    var made = Path.Combine(folder, name);
                    if (File.Exists(made))
                    {
                        File.Move(made, Path.Combine(final, name), overwrite: true);
                    }
                }
                return;
            }
            catch (IOException) when (tries < 100)
            {
                // It came, or was removed, between one call and the next.
            }
        }
    }

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
        Path = Path.Combine(FolderOf(record.Id), FileName),
        SizeBytes = record.SizeBytes,
        CreatedUtc = record.CreatedUtc,
        BuiltUtc = File.GetLastWriteTimeUtc(Path.Combine(FolderOf(record.Id), RecordName)),
        Definition = record.Definition,
        ObjectsCompared = record.Objects == ImageRecord.ObjectsCompared,
    };

    private static async Task<string> HashAndFlushAsync(string file, CancellationToken cancel)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1 << 20);
        var digest = await SHA256.HashDataAsync(stream, cancel);
        stream.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(digest);
    }
}
