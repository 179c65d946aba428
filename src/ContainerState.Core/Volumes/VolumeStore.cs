using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Volumes;

/// <summary>The volumes of a host: a folder for each, with a record and a file that holds an ext4 filesystem.</summary>
/// <remarks>
/// The file's size is the limit: no server can write more. It is sparse, so that it takes of the disk what was written. Each folder comes into
/// being, and goes, by one rename.
/// </remarks>
internal sealed class VolumeStore(Host host)
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Gone = ".gone-";

    /// <summary>A name that a volume may have.</summary>
    /// <exception cref="InvalidNameException">It may not.</exception>
    public static string RequireName(string name) =>
        StateNames.IsServerName(name) ? name : throw new InvalidNameException("volume", name, $"{StateNames.ServerRule}, as its name");

    /// <summary>The file that holds a volume's filesystem.</summary>
    public string DataOf(string name) => Path.Combine(FolderOf(name), "data.ext4");

    /// <summary>The file whose lock is held by whoever mounts it.</summary>
    public string LockOf(string name) => Path.Combine(FolderOf(name), "lock");

    /// <summary>All that there are, by name.</summary>
    public IReadOnlyList<ServerVolume> List() => !Directory.Exists(host.Volumes) ? [] :
    [
        .. Directory.EnumerateDirectories(host.Volumes)
            .Select(folder => Path.GetFileName(folder))
            .Where(StateNames.IsServerName)
            .Order(StringComparer.Ordinal)
            .Select(Find)
            .OfType<ServerVolume>(),
    ];

    /// <summary>One volume; null when there is none. Damaged ones too.</summary>
    public ServerVolume? Find(string name)
    {
        if (!Directory.Exists(FolderOf(RequireName(name))))
        {
            return null;
        }
        var record = ReadRecord(name);
        var data = FileStatus.Find(DataOf(name));
        // It may have gone between the looks.
        return !Directory.Exists(FolderOf(name)) ? null : new()
        {
            Name = name,
            SizeBytes = record?.SizeBytes ?? data?.Size ?? 0,
            DiskBytes = data?.DiskBytes ?? 0,
            Shared = record?.Shared ?? false,
            Owner = record?.Owner ?? "",
            Damaged = record is null || data is null,
            CreatedUtc = record?.CreatedUtc ?? default,
            Path = DataOf(name),
        };
    }

    /// <summary>One volume that a server can have.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.VolumeNotFound"/>: There is none. <see cref="ErrorId.VolumeDamaged"/>: Its record or its data is not there.</exception>
    public ServerVolume Get(string name) => Find(name) switch
    {
        null => throw VolumeFaults.NotFound(name),
        { Damaged: true } => throw VolumeFaults.Damaged(name, $"its record or its data in {FolderOf(name)} cannot be read"),
        var volume => volume,
    };

    /// <summary>Refuses volumes that are for one server at a time, where there are to be several.</summary>
    /// <param name="uses">What is asked for.</param>
    /// <param name="who">Who asks, for the error.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.VolumeInUse"/>: One is not shared. <see cref="ErrorId.VolumeNotFound"/>: There is none of that name.</exception>
    public void RequireShared(IEnumerable<VolumeUse> uses, string who)
    {
        foreach (var use in uses)
        {
            if (!Get(use.Volume).Shared)
            {
                throw VolumeFaults.NotShared(use.Volume, who);
            }
        }
    }

    /// <summary>Makes one.</summary>
    /// <param name="record">What it is to be.</param>
    /// <param name="cancel">Stops it; nothing is left.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.VolumeExists"/>: There is one of that name.</exception>
    public async Task CreateAsync(VolumeRecord record, CancellationToken cancel)
    {
        RequireNew(record.Name);
        HostProgram.Require("mkfs.ext4");
        // Beside the others, which may be on a disk of their own.
        using var work = WorkFolder.Create(Path.Combine(host.Volumes, ".work"));
        var draft = FileModes.MakeFolder(Path.Combine(work.Path, "volume"), Own);
        var data = Path.Combine(draft, Path.GetFileName(DataOf(record.Name)));
        using (var file = new FileStream(data, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            file.SetLength(record.SizeBytes);
        }
        // Nothing is kept back for root: a server's root is none to the filesystem.
        await ProgramRunner.RunAsync(new ProgramCommand("mkfs.ext4").With("-q", "-m", "0", "--", data).WithOwnEnvironment(), cancel: cancel);
        WholeFile.Write(Path.Combine(draft, Path.GetFileName(RecordOf(record.Name))), record.ToJson());
        using var hold = await host.LockAsync(cancel);
        RequireNew(record.Name);
        RemoveGone();
        Directory.Move(draft, FolderOf(record.Name));
    }

    /// <summary>Removes one with its data. The caller holds the host's lock.</summary>
    public void Remove(string name)
    {
        Directory.Move(FolderOf(RequireName(name)), Path.Combine(host.Volumes, Gone + name));
        RemoveGone();
    }

    private VolumeRecord? ReadRecord(string name)
    {
        try
        {
            return VolumeRecord.Parse(File.ReadAllText(RecordOf(name)), name);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void RequireNew(string name)
    {
        if (Directory.Exists(FolderOf(name)))
        {
            throw VolumeFaults.Exists(name);
        }
    }

    /// <summary>Removes what is left of volumes whose removal was killed. The caller holds the host's lock.</summary>
    public void RemoveGone()
    {
        foreach (var gone in Directory.GetDirectories(host.Volumes, Gone + "*"))
        {
            Directory.Delete(gone, recursive: true);
        }
    }

    private string FolderOf(string name) => Path.Combine(host.Volumes, name);

    private string RecordOf(string name) => Path.Combine(FolderOf(name), "volume.json");
}
