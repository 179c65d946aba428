using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Which of two tags is the newer version, by their names: a list of a remote's tags has no times.</summary>
/// <remarks>
/// Names are compared part by part, numbers as numbers: v1.10 comes after v1.9. A word for what comes before a release (rc, beta)
/// comes before the release itself, and so does any word behind a hyphen after the numbers, as semver.org has it, unless it is known to
/// mean the opposite (patch). Any other word comes after it, such as the letter in OpenSSL's 1.0.2u.
/// </remarks>
internal static class TagOrder
{
    private static readonly HashSet<string> Early = new(
        ["alpha", "beta", "canary", "cr", "dev", "devel", "ea", "exp", "experimental", "milestone", "next", "nightly", "pre", "preview", "prerelease", "rc", "snapshot", "test"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Late = new(
        ["build", "final", "fix", "ga", "hotfix", "lts", "p", "patch", "pl", "post", "r", "rel", "release", "rev", "security", "sp", "stable", "u", "update"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The newest of those that match. What comes before a release counts only if the pattern says so, or if there is nothing else.</summary>
    /// <param name="tags">The names.</param>
    /// <param name="pattern">As <see cref="NamePattern"/> has it.</param>
    /// <returns>The name; null when none matches.</returns>
    public static string? Newest(IEnumerable<string> tags, string pattern)
    {
        var matching = tags.Where(tag => NamePattern.Matches(pattern, tag)).ToList();
        var released = IsEarly(pattern) ? [] : matching.Where(tag => !IsEarly(tag)).ToList();
        return (released.Count > 0 ? released : matching).Order(Comparer<string>.Create(Compare)).LastOrDefault();
    }

    /// <summary>Below 0 when the first is older, above 0 when it is newer.</summary>
    public static int Compare(string one, string other)
    {
        var (a, b) = (Parts(one), Parts(other));
        for (var i = 0; i < Math.Max(a.Count, b.Count); i++)
        {
            var order = Compare(i < a.Count ? a[i] : Part.End, i < b.Count ? b[i] : Part.End);
            if (order != 0)
            {
                return order;
            }
        }
        return string.CompareOrdinal(one, other);
    }

    private static bool IsEarly(string tag) => Parts(tag).Exists(part => part.Rank == Part.Early);

    private static int Compare(Part a, Part b) => (a.Rank - b.Rank) switch
    {
        0 when a.Rank == Part.Number && a.Text.Length != b.Text.Length => a.Text.Length - b.Text.Length,
        0 => string.Compare(a.Text, b.Text, StringComparison.OrdinalIgnoreCase),
        var order => order,
    };

    private static List<Part> Parts(string tag)
    {
        var parts = new List<Part>();
        for (var i = 0; i < tag.Length;)
        {
            var start = i;
            if (char.IsAsciiDigit(tag[i]))
            {
                while (i < tag.Length && char.IsAsciiDigit(tag[i]))
                {
                    i++;
                }
                parts.Add(new(Part.Number, tag[start..i].TrimStart('0')));
            }
            else if (char.IsLetter(tag[i]))
            {
                while (i < tag.Length && char.IsLetter(tag[i]))
                {
                    i++;
                }
                var word = tag[start..i];
                // As Python has it: 3.12.0a1 comes before 3.12.0.
                var isEarly = Early.Contains(word)
                    || (word is "a" or "b" && parts.Count > 0 && i < tag.Length && char.IsAsciiDigit(tag[i]))
                    || (start > 0 && tag[start - 1] == '-' && !Late.Contains(word) && parts.Exists(part => part.Rank == Part.Number));
                if (start > 0 || word is not ("v" or "V"))
                {
                    parts.Add(new(isEarly ? Part.Early : Part.Word, word));
                }
            }
            else
            {
                i++;
            }
        }
        return parts;
    }

    private readonly record struct Part(int Rank, string Text)
    {
        public const int Early = 0;
        public const int Word = 2;
        public const int Number = 3;

        public static readonly Part End = new(1, "");
    }
}
