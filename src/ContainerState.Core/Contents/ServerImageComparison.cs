using System.Globalization;

namespace ContainerState.Contents;

/// <summary>What came out of comparing two images, in numbers.</summary>
public sealed record ServerImageComparison
{
    /// <summary>The first.</summary>
    public required ComparedImage Reference { get; init; }

    /// <summary>The second.</summary>
    public required ComparedImage Difference { get; init; }

    /// <summary>False when the files of one are not here, so that nobody looked whether they differ.</summary>
    public required bool FilesCompared { get; init; }

    /// <summary>How many differences there are of each kind: see <see cref="DifferenceKind"/>. A kind without any is not in it.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>By how much the files of the second are larger together, in bytes.</summary>
    public long GrowthBytes { get; init; }

    /// <summary>True when they are the same in everything that was compared, and all was.</summary>
    public bool Same => FilesCompared && Counts.Count == 0;

    /// <summary>One sentence.</summary>
    public override string ToString()
    {
        var counts = Counts.Where(count => count.Key != DifferenceKind.Image).Select(count => $"{count.Value} {NameOf(count.Key, count.Value)}").ToList();
        var what = Same ? $"{Reference} and {Difference} are the same image, {Reference.Image}"
            : counts.Count > 0 ? $"{Reference} and {Difference} differ in {string.Join(", ", counts)}"
            : FilesCompared ? $"{Reference} and {Difference} differ in nothing that is on a server"
            : $"{Reference} and {Difference} differ in nothing but perhaps files";
        return !FilesCompared ? what + "; files were not compared."
            : GrowthBytes == 0 ? what + "."
            : string.Create(CultureInfo.InvariantCulture, $"{what}; {Math.Abs(GrowthBytes)} bytes {(GrowthBytes > 0 ? "more" : "less")}.");
    }

    private static string NameOf(string kind, int count) => (kind, count) switch
    {
        (DifferenceKind.Start, 1) => "addition of a start",
        (DifferenceKind.Start, _) => "additions of a start",
        (DifferenceKind.Dependency, > 1) => "dependencies",
        (_, 1) => kind.ToLowerInvariant(),
        _ => kind.ToLowerInvariant() + "s",
    };
}
