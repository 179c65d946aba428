using System.Globalization;
using System.Text;

namespace ContainerState.Completions;

/// <summary>A name that somebody could mean who has typed the beginning of it.</summary>
/// <param name="Value">The name.</param>
/// <param name="What">A word on it, for people.</param>
public sealed record LocalName(string Value, string What)
{
    /// <summary>
    /// False for what no shell should put on somebody's line: repositories are written by others, and a branch's name can hold what a
    /// terminal obeys, or begin like an option.
    /// </summary>
    internal bool IsPlain => Value.Length > 0 && Value[0] != '-' && Value.EnumerateRunes().All(IsSeen);

    private static bool IsSeen(Rune rune) => !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format);
}
