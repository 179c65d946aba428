using ContainerState.Errors;

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
        var files = (Directory.Exists(fromObjects) ? Directory.GetFiles(fromObjects, "pack-*") : []).OrderBy(file => file.EndsWith(".idx", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var name = Path.Combine(target, Path.GetFileName(file));
            if (!File.Exists(name))
            {
                File.Move(file, name);
            }
        }
    }

    /// <summary>Moves all objects of a scratch repository into another; both must be on one filesystem.</summary>
    /// <remarks>A server of plain files hands out objects one by one, which are files of their own.</remarks>
    public static void MoveAll(string fromObjects, string toGitDirectory)
    {
        foreach (var folder in Directory.GetDirectories(fromObjects, "??"))
        {
            var target = Path.Combine(toGitDirectory, "objects", Path.GetFileName(folder));
            Directory.CreateDirectory(target);
            foreach (var file in Directory.GetFiles(folder).Where(file => Path.GetFileName(file).All(char.IsAsciiHexDigitLower)))
            {
                File.Move(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
            }
        }
        Move(Path.Combine(fromObjects, "pack"), toGitDirectory);
    }

    /// <summary>Copies trees with all that they hold from one repository into another.</summary>
    /// <param name="from">The Git directory that has them.</param>
    /// <param name="to">The Git directory that takes them.</param>
    /// <param name="trees">Their ids.</param>
    /// <param name="scratch">An empty folder on the same filesystem as <paramref name="to"/>.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ObjectDamagedException">An object does not hold what its id was made from; nothing was copied.</exception>
    public static async Task CopyTreesAsync(string from, string to, IEnumerable<string> trees, string scratch, CancellationToken cancel)
    {
        var wanted = string.Concat(trees.Select(tree => tree + "\n"));
        await GitProgram.RunAsync(
            from,
            ["pack-objects", "--quiet", "--revs", "--delta-base-offset", Path.Combine(scratch, "pack")],
            diesWithUs: true,
            input: async (stream, token) => await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(wanted), token),
            cancel: cancel);
        // A pack takes an object's id from where it was; that it is what the content gives, nobody has looked so far.
        foreach (var index in Directory.GetFiles(scratch, "pack-*.idx"))
        {
            if ((await GitProgram.TryRunAsync(null, ["verify-pack", index], diesWithUs: true, cancel: cancel)).ExitCode != 0)
            {
                throw new ObjectDamagedException(await FindLiarAsync(index, cancel), from);
            }
        }
        Move(scratch, to);
    }

    // The ids that the index names, and that an index made of the pack's content does not.
    private static async Task<string> FindLiarAsync(string index, CancellationToken cancel)
    {
        var honest = index + ".honest";
        await GitProgram.TextAsync(null, ["index-pack", "-o", honest, Path.ChangeExtension(index, ".pack")], cancel);
        var ids = await IdsAsync(honest);
        return (await IdsAsync(index)).Except(ids).First();

        async Task<IReadOnlyList<string>> IdsAsync(string file)
        {
            var text = "";
            await GitProgram.RunAsync(
                null,
                ["show-index"],
                input: async (stream, token) =>
                {
                    await using var content = File.OpenRead(file);
                    await content.CopyToAsync(stream, token);
                },
                output: async (stream, token) => text = await new StreamReader(stream).ReadToEndAsync(token),
                cancel: cancel);
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1])];
        }
    }
}
