namespace ContainerState.Imports;

/// <summary>What maintainer scripts make anew each time, and how it is made the same: one table, a rule a line.</summary>
internal static class StableForms
{
    private delegate byte[]? Rule(ReadOnlySpan<byte> content);

    // The documentation lists the same rules, in docs/importing-debian.md.
    private static readonly (string Name, Rule Apply)[] Rules =
    [
        ("Java key store (JKS) of certificates alone, with Debian's password: every certificate has the first moment of 1980", JavaKeyStore.WithFixedTimes),
    ];

    /// <summary>The names of the rules.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Rules.Select(rule => rule.Name)];

    /// <summary>The content as it is the same each time; null where no rule knows it.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> content)
    {
        foreach (var (_, apply) in Rules)
        {
            if (apply(content) is { } stable)
            {
                return stable;
            }
        }
        return null;
    }
}
