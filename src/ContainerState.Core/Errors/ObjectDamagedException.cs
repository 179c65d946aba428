namespace ContainerState.Errors;

/// <summary>A Git object whose content is not what its id was made from.</summary>
/// <param name="id">The object's id.</param>
/// <param name="repository">The Git directory that it was read from.</param>
/// <param name="path">The file or folder that it is; empty where that is not known.</param>
public sealed class ObjectDamagedException(string id, string repository, string path = "")
    : ContainerStateException(
        ErrorId.ObjectDamaged,
        $"The Git object {id}{(path.Length > 0 ? $", which is {Quoted.Text(path)}," : "")} in {repository} does not hold what its id was made from: somebody wrote over it, or the disk did.",
        $"'git -C {repository} fsck' says what else is damaged. Remove the object's file or pack and fetch it again, or clone the repository again.",
        id)
{
    /// <summary>The object's id.</summary>
    public string Id { get; } = id;

    /// <summary>The Git directory that it was read from.</summary>
    public string Repository { get; } = repository;

    /// <summary>The file or folder that it is; empty where that is not known.</summary>
    public string Path { get; } = path;
}
