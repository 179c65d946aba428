namespace ContainerState.Servers;

/// <summary>How to start a server.</summary>
public sealed record StartOptions
{
    /// <summary>Its name; the image's with a number behind it when null. With a count above 1 it gets a number too.</summary>
    public string? Name { get; init; }

    /// <summary>How many to start, 1 to 500.</summary>
    public int Count { get; init; } = 1;

    /// <summary>True to return only when the checks of state.yaml pass.</summary>
    public bool Wait { get; init; }

    /// <summary>True to give it a route out of the host.</summary>
    public bool Egress { get; init; }

    /// <summary>The supervisor that starts it; empty when none does.</summary>
    internal string Supervisor { get; init; } = "";
}
