namespace ContainerState.Contents;

/// <summary>What is known of a component's part in a server.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class ComponentState
{
    /// <summary>Its files are on the server.</summary>
    public const string Placed = nameof(Placed);

    /// <summary>It is there for other components, and puts nothing on the server.</summary>
    public const string NotPlaced = nameof(NotPlaced);

    /// <summary>What its build step makes is not known here, so neither is which files are its own.</summary>
    public const string NotKnown = nameof(NotKnown);
}
