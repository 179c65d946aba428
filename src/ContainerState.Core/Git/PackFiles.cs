namespace ContainerState.Git;

/// <summary>Brings objects from one repository's folder into another's, whole packs at a time.</summary>
internal static class PackFiles
{
    /// <summary>Moves the packs of a scratch repository into another; both must be on one filesystem.</summary>
    /// <remarks>A pack counts once its index is there, so the index comes last.</remarks>
    public static void Move(string fromObjects, string toGitDirectory)
    {
        var target = Path.Combine(toGitDirectory, "objects", "pack");
        Directory.CreateDirectory(target);
        var files = Directory.GetFiles(fromObjects, "pack-*").OrderBy(file => file.EndsWith(".idx", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var name = Path.Combine(target, Path.GetFileName(file));
            if (!File.Exists(name))
            {
                File.Move(file, name);
            }
        }
    }

    /// <summary>Copies trees with all that they hold from one repository into another.</summary>
    /// <param name="from">The Git directory that has them.</param>
    /// <param name="to">The Git directory that takes them.</param>
    /// <param name="trees">Their ids.</param>
    /// <param name="scratch">An empty folder on the same filesystem as <paramref name="to"/>.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task CopyTreesAsync(string from, string to, IEnumerable<string> trees, string scratch, CancellationToken cancel)
    {
        var wanted = string.Concat(trees.Select(tree => tree + "\n"));
        await GitProgram.RunAsync(
            from,
            ["pack-objects", "--quiet", "--revs", "--delta-base-offset", Path.Combine(scratch, "pack")],
            diesWithUs: true,
            input: async (stream, token) => await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(wanted), token).ConfigureAwait(false),
            cancel: cancel).ConfigureAwait(false);
        Move(scratch, to);
    }
}
