namespace ContainerState.Rebuilds;

/// <summary>A dependency that a run moved.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OldCommit">The commit that it was pinned to.</param>
/// <param name="NewCommit">The commit that it is pinned to now.</param>
/// <param name="Between">What lies between, for people.</param>
public sealed record RebuildUpdate(string Name, string OldCommit, string NewCommit, string Between)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
