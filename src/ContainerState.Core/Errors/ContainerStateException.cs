namespace ContainerState.Errors;

/// <summary>
/// Every error that the core throws on purpose: what happened, to what, and what to do about it. A subclass is there only
/// where somebody catches it, or reads its data.
/// </summary>
/// <remarks><see cref="ErrorTable"/> maps each id to a category and an exit code. URLs lose what may be a secret: see <see cref="Withheld"/>.</remarks>
public class ContainerStateException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="id">What kind of error it is.</param>
    /// <param name="problem">What happened, and to what. One sentence.</param>
    /// <param name="remedy">What to do about it. One sentence, or empty.</param>
    /// <param name="target">The thing it happened to: a path, a name, an id or a URL.</param>
    /// <param name="inner">The error behind it, if any.</param>
    public ContainerStateException(ErrorId id, string problem, string remedy, string? target, Exception? inner = null)
        : base(Withheld.FromUrls(remedy.Length == 0 ? problem : problem + " " + remedy), inner)
    {
        ErrorId = id;
        Problem = Withheld.FromUrls(problem);
        Remedy = Withheld.FromUrls(remedy);
        Target = target is null ? null : Withheld.FromUrls(target);
    }

    /// <summary>What kind of error it is.</summary>
    public ErrorId ErrorId { get; }

    /// <summary>What happened, and to what.</summary>
    public string Problem { get; }

    /// <summary>What to do about it; empty when there is nothing.</summary>
    public string Remedy { get; }

    /// <summary>The thing it happened to: a path, a name, an id or a URL.</summary>
    public string? Target { get; }
}
