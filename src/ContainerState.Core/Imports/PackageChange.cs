namespace ContainerState.Imports;

/// <summary>A package, a source package or an archive of an import that is another than before.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Old">The version before; empty when it was not there.</param>
/// <param name="New">The version now; empty when it is there no more.</param>
/// <param name="Security">True when Debian's security updates have a version that is newer than the old one and not newer than the new one.</param>
public sealed record PackageChange(string Name, string Old, string New, bool Security = false)
{
    /// <summary>It in a few words.</summary>
    public override string ToString() =>
        (Old.Length == 0 ? $"{Name} {New} is new"
            : New.Length == 0 ? $"{Name} {Old} is gone"
            : Old == New ? $"{Name} {Old} has other content"
            : $"{Name} {Old} -> {New}") + (Security ? " (security)" : "");

    /// <summary>What differs between two lists, by name.</summary>
    /// <param name="before">The one.</param>
    /// <param name="now">The other.</param>
    internal static IReadOnlyList<PackageChange> Between(IReadOnlyList<ImportedItem> before, IReadOnlyList<ImportedItem> now)
    {
        var old = before.DistinctBy(item => item.Name, StringComparer.Ordinal).ToDictionary(item => item.Name, StringComparer.Ordinal);
        var changes = new List<PackageChange>();
        foreach (var item in now)
        {
            if (!old.Remove(item.Name, out var was))
            {
                changes.Add(new(item.Name, "", item.Version));
            }
            else if (was.Version != item.Version || was.Sha256 != item.Sha256)
            {
                changes.Add(new(item.Name, was.Version, item.Version));
            }
        }
        changes.AddRange(old.Values.Select(item => new PackageChange(item.Name, item.Version, "")));
        return [.. changes.OrderBy(change => change.Name, StringComparer.Ordinal)];
    }
}
