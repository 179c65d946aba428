namespace ContainerState.Errors;

/// <summary>A name, path or value that would mean something else where it is going.</summary>
/// <param name="kind">What it names, such as "server name".</param>
/// <param name="value">The value as given.</param>
/// <param name="rule">What is allowed.</param>
public sealed class InvalidNameException(string kind, string value, string rule)
    : ContainerStateException(
        ErrorId.InvalidName,
        $"The {kind} {Quoted.Text(value)} is not usable.",
        $"Use {rule}.",
        value)
{
    /// <summary>What it names, such as "server name".</summary>
    public string Kind { get; } = kind;

    /// <summary>The value as given.</summary>
    public string Value { get; } = value;

    /// <summary>What is allowed.</summary>
    public string Rule { get; } = rule;
}
