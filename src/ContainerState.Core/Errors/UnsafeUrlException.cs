namespace ContainerState.Errors;

/// <summary>A URL that a program would take for something else.</summary>
/// <param name="url">The URL as given.</param>
/// <param name="reason">Why it is refused.</param>
public sealed class UnsafeUrlException(string url, string reason)
    : ContainerStateException(
        ErrorId.UnsafeUrl,
        $"The URL {Quoted.Text(Withheld.FromUrl(url))} is refused: {reason}.",
        "Use https://, ssh://, git://, file:// or an absolute path.",
        Withheld.FromUrl(url))
{
    /// <summary>The URL as given.</summary>
    public string Url { get; } = Withheld.FromUrl(url);

    /// <summary>Why it is refused.</summary>
    public string Reason { get; } = reason;
}
