using ContainerState.Imports.Packages;

namespace ContainerState.Imports;

/// <summary>
/// A kind of import. Each stands beside the class that imports it, and is one line in <see cref="All"/>: a new kind is a
/// request, that class, and that line.
/// </summary>
/// <param name="Id">How a record names it.</param>
/// <param name="Kind">What a dependency of it is.</param>
/// <param name="Subject">What was imported, in a few words.</param>
/// <param name="Detail">What was imported, and how much or where of.</param>
internal sealed record ImportKind(string Id, string Kind, Func<ImportRecord, string> Subject, Func<ImportRecord, string> Detail)
{
    /// <summary>Every kind.</summary>
    // Not kept: whichever class were used first, it would come before the others are there.
    public static IReadOnlyList<ImportKind> All => [DebianImport.Kind, DebianSourceImport.Kind, ArchiveImport.Kind, LargeFileImport.Kind];

    /// <summary>What brings a request; null when that is of another kind.</summary>
    public Func<DependencyRequest, ImportSource?> Source { get; init; } = _ => null;

    /// <summary>True when an installer laid the files of a record down: packages, or a whole root filesystem.</summary>
    public Func<ImportRecord, bool> IsInstalled { get; init; } = _ => false;

    /// <summary>The packages of a record, as an inventory lists them.</summary>
    public Func<ImportRecord, IEnumerable<RecordedPackage>> Packages { get; init; } = record => record.Packages().Select(RecordedPackage.Of);

    /// <summary>The request that a record came from, so that it can be made again; null when the record does not say enough.</summary>
    /// <remarks>Name, place and patterns of the component are not in it: they stand in the component's own file.</remarks>
    public Func<ImportRecord, DependencyRequest?> Request { get; init; } = _ => null;

    /// <summary>Why nothing of a record is newer unless somebody says what; null when the same request may bring something newer.</summary>
    public string? FixedBecause { get; init; }

    /// <summary>The request that somebody asks for in place of the recorded one; null for a kind that cannot be asked for another.</summary>
    /// <remarks>Null when the record does not say enough.</remarks>
    public Func<ImportRecord, DependencyWish, DependencyRequest?>? Asked { get; init; }

    /// <summary>The kind of a record. One that is not known here is of another version of this product, or of somebody else.</summary>
    /// <param name="id">How the record names it.</param>
    public static ImportKind Of(string id) =>
        All.FirstOrDefault(kind => kind.Id == id)
        ?? new(id, DependencyKind.Unknown, _ => "", record => $"imported as {Errors.Quoted.Text(record.Kind)}, which this version does not know");
}
