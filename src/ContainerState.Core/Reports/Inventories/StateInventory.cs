using System.Text;
using ContainerState.Repositories;

namespace ContainerState.Reports.Inventories;

/// <summary>What one commit is made of: a software bill of materials.</summary>
public sealed record StateInventory
{
    /// <summary>The server's name.</summary>
    public required string Name { get; init; }

    /// <summary>The commit; 40 hexadecimal digits.</summary>
    public required string Commit { get; init; }

    /// <summary>When it was committed, in universal time; null when it says no time that there is.</summary>
    public DateTime? CommittedUtc { get; init; }

    /// <summary>The dependencies, by name.</summary>
    public IReadOnlyList<InventoryDependency> Dependencies { get; init; } = [];

    /// <summary>The document: the same text for the same commit, in ASCII.</summary>
    /// <param name="format">One of <see cref="InventoryFormat"/>.</param>
    /// <param name="oneLine">True to have all of it on one line.</param>
    public string Write(string format, bool oneLine = false) => InventoryText.Write(
        json =>
        {
            if (format == InventoryFormat.Spdx)
            {
                SpdxDocument.Write(json, this);
            }
            else
            {
                CycloneDxDocument.Write(json, this);
            }
        },
        oneLine);

    /// <summary>Where the document goes.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="format">One of <see cref="InventoryFormat"/>.</param>
    /// <param name="path">What somebody said: an absolute path; null for a file named after the repository, in the current folder or beside the repository.</param>
    /// <param name="folder">The current folder, absolute.</param>
    /// <exception cref="Errors.InvalidNameException">The name does not end in .json.</exception>
    public static string PlaceOf(StateRepo repository, string format, string? path, string folder) =>
        ReportFile.PlaceOf(repository, path, folder, "an inventory", InventoryFormat.EndingOf(format));

    /// <summary>Writes the document to a file, whole or not at all.</summary>
    /// <param name="format">One of <see cref="InventoryFormat"/>.</param>
    /// <param name="path">The file; see <see cref="PlaceOf"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public FileInfo Save(string format, string path) => ReportFile.Write(path, Encoding.ASCII.GetBytes(Write(format)));

    /// <summary>The name, and the commit.</summary>
    public override string ToString() => $"{Name} {Git.CommitId.Short(Commit)}";
}
