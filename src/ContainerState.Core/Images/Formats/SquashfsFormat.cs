using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Images.Formats;

/// <summary>squashfs, by tar2sqfs.</summary>
/// <remarks>
/// tar2sqfs writes the same bytes for the same tar whatever its number of threads. zstd's level 1 takes two thirds of level
/// 3's processor time for 5 % more space, and a fortieth of the default level's for 20 %.
/// </remarks>
internal sealed class SquashfsFormat : IImageFormat
{
    // For each name that it adds, tar2sqfs looks through all of the folder, so that its work grows with the square: 200,000
    // names are a few minutes, and the two million that an image may hold would be most of a day.
    private const int MostInFolder = 250_000;

    /// <inheritdoc/>
    public string Suffix => ".squashfs";

    /// <inheritdoc/>
    public async Task WriteAsync(ImageContent content, string file, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        foreach (var (folder, count) in content.Entries.CountBy(entry => Path.GetDirectoryName(entry.Path)!, StringComparer.Ordinal))
        {
            if (count > MostInFolder)
            {
                throw new UnsafeTreeException(
                    content.Item, folder.Length == 0 ? "/" : folder, $"it has {count} entries, and one folder may have {MostInFolder}",
                    "Spread them over several folders, or keep them in one archive that the server unpacks to a writable place.");
            }
        }
        var command = new ProgramCommand("tar2sqfs")
        {
            DiesWithUs = true,
            Arguments = ["--quiet", "--force", "--no-skip", "--compressor", "zstd", "--comp-extra", "level=1", "--defaults", $"uid=0,gid=0,mode=0755,mtime={FileTimes.First}", file],
        };
        // Held open, since tar2sqfs removes a file that it cannot finish, and with it what shows that the disk is full.
        await using var held = Open(file);
        var result = await ProgramRunner.TryRunAsync(command, input: (stream, token) => ImageTar.WriteAsync(content, stream, progress, token), cancel: cancel);
        if (result.ExitCode != 0)
        {
            throw IsFull(Path.GetDirectoryName(file)!) ? new DiskFullException(file) : ProgramRunner.Failed(result);
        }
    }

    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException fault) when (FileFaults.IsFull(fault))
        {
            throw new DiskFullException(file);
        }
    }

    // tar2sqfs says no more than "I/O error"; another file fails for the same reason.
    private static bool IsFull(string folder)
    {
        var probe = Path.Combine(folder, "probe");
        try
        {
            File.WriteAllBytes(probe, new byte[1 << 20]);
            return false;
        }
        catch (IOException fault)
        {
            return FileFaults.IsFull(fault);
        }
        finally
        {
            File.Delete(probe);
        }
    }
}
