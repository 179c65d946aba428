namespace ContainerState.Git;

/// <summary>Which names a tree entry, and so a file on a server, may have.</summary>
internal static class EntryName
{
    private const int Longest = 255;

    /// <summary>Why a name is refused; null when it is not.</summary>
    public static string? Fault(string name) => name switch
    {
        "" => "the name is empty",
        "." or ".." => "the name means another folder",
        _ when name.Contains('/') || name.Contains('\0') => "the name holds a slash or a zero byte",
        _ when name.Contains('\uFFFD') => "the name is not valid UTF-8",
        _ when System.Text.Encoding.UTF8.GetByteCount(name) > Longest => $"the name is longer than {Longest} bytes",
        _ when name.Equals(".git", StringComparison.OrdinalIgnoreCase) => "Git itself reads files of that name",
        _ => null,
    };
}
