using ContainerState.Imports;

namespace ContainerState.Core.Tests.Support;

/// <summary>Pins what looks like an import, made with the git program.</summary>
internal static class ImportedTrees
{
    /// <summary>The bytes 00 as a SHA-256.</summary>
    public static string Digest { get; } = new('0', 64);

    /// <summary>An import of Debian packages, of which the first names its licence.</summary>
    public static string Debian(this TestRepo repo, TempFolder temp, string name, params string[] packages) => repo.Import(
        temp,
        name,
        new ImportRecord(
            "debian",
            ImportRecord.ParametersOf(("packages", string.Join(',', packages)), ("suite", "bookworm"), ("variant", "extract")),
            [.. packages.Select(package => new ImportedItem(package, "1.0-2+b1", "amd64", Digest))]).Write(),
        ($"usr/share/doc/{packages[0]}/copyright", "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+ or Expat\n"));

    /// <summary>An import with a record, which may be anything, and files.</summary>
    public static string Import(this TestRepo repo, TempFolder temp, string name, string record, params (string Path, string Text)[] files)
    {
        var made = TestRepo.Make(temp.At("made-" + name));
        made.Write(ImportRecord.Path, record);
        foreach (var (path, text) in files)
        {
            made.Write(path, text);
        }
        return repo.Take(made, name, "./");
    }

    /// <summary>A Git repository whose objects are here, whatever its URL.</summary>
    public static string Take(this TestRepo repo, TestRepo made, string name, string url)
    {
        var commit = made.Commit("made");
        repo.Run("fetch", "--quiet", made.Path, $"HEAD:refs/heads/deps/{name}");
        repo.Pin($"deps/{name}", name, url, commit);
        return commit;
    }
}
