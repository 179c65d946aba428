namespace ContainerState.Definitions;

/// <summary>The user that a server's init runs as. state.yaml has its name or number; the rest is looked up in the image when that is built.</summary>
/// <param name="Name">As state.yaml has it.</param>
public sealed record ServerUser(string Name)
{
    /// <summary>The user's number in the image.</summary>
    public int Id { get; init; }

    /// <summary>The number of the user's own group.</summary>
    public int GroupId { get; init; }

    /// <summary>The numbers of the other groups that the user is in, ascending. LXC gives them from 7.0 on.</summary>
    public IReadOnlyList<int> Groups { get; init => field = value ?? []; } = [];

    /// <summary>The user's home folder; null when the image's /etc/passwd has no such user.</summary>
    public string? Home { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
