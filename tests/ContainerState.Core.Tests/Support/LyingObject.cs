using System.IO.Compression;
using System.Text;

namespace ContainerState.Core.Tests.Support;

/// <summary>Git objects whose content is not what their ids were made from.</summary>
internal static class LyingObject
{
    /// <summary>Overwrites an object that is in a file of its own with other content of the same type.</summary>
    public static void Overwrite(TestRepo repo, string id, string type, byte[] content)
    {
        var file = Path.Combine(repo.Run("rev-parse", "--absolute-git-dir"), "objects", id[..2], id[2..]);
        File.Delete(file);
        using var stream = new ZLibStream(File.Create(file), CompressionLevel.Optimal);
        stream.Write(Encoding.ASCII.GetBytes($"{type} {content.Length}\0"));
        stream.Write(content);
    }

    /// <summary>As above, and all objects are then in one pack.</summary>
    public static void OverwriteInPack(TestRepo repo, string id, string type, byte[] content)
    {
        Overwrite(repo, id, type, content);
        var objects = Path.Combine(repo.Run("rev-parse", "--absolute-git-dir"), "objects");
        var ids = repo.Run("rev-list", "--objects", "--no-object-names", "--all");
        repo.Feed(Encoding.ASCII.GetBytes(ids + "\n"), "pack-objects", "--quiet", Path.Combine(objects, "pack", "pack"));
        foreach (var loose in Directory.GetDirectories(objects).Where(folder => Path.GetFileName(folder).Length == 2))
        {
            Directory.Delete(loose, recursive: true);
        }
    }
}
