using System.Collections.ObjectModel;

namespace ContainerState.Platform;

/// <summary>A list whose text is that of its items, for the cells of a table: that of any other would be the name of its type.</summary>
internal sealed class TextList<T>(IReadOnlyList<T> items) : ReadOnlyCollection<T>([.. items])
{
    /// <summary>The texts of the items, by semicolons.</summary>
    public override string ToString() => string.Join("; ", Items);

    /// <summary>True for one of the same items.</summary>
    public override bool Equals(object? obj) => obj is TextList<T> other && Items.SequenceEqual(other.Items);

    /// <summary>By the items.</summary>
    public override int GetHashCode() => Items.Aggregate(0, HashCode.Combine);
}
