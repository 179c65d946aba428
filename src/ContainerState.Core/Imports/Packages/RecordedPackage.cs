namespace ContainerState.Imports.Packages;

/// <summary>A package of an import, as its kind makes it of the record.</summary>
/// <param name="Item">Its name, version, architecture and digest.</param>
/// <param name="Url">Its package URL; empty where its name cannot be one's.</param>
/// <param name="Copyright">The path of its copyright file in the imported tree; null where there is none.</param>
/// <param name="Source">Where it comes from, as a URL; empty where that is not recorded, or not for everybody.</param>
internal sealed record RecordedPackage(ImportedItem Item, string Url, string? Copyright = null, string Source = "")
{
    /// <summary>One of a record for which nothing else is known.</summary>
    public static RecordedPackage Of(ImportedItem item) => new(item, PackageUrls.OfFile(item));
}
