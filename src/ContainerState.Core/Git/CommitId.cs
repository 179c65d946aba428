namespace ContainerState.Git;

/// <summary>Ids of Git objects as text.</summary>
internal static class CommitId
{
    /// <summary>How many hexadecimal digits an id has.</summary>
    public const int Length = 40;

    /// <summary>True for 40 lower-case hexadecimal digits.</summary>
    public static bool IsWhole(string text) => text.Length == Length && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    /// <summary>The first twelve digits, for people.</summary>
    public static string Short(string id) => id.Length > 12 ? id[..12] : id;
}
