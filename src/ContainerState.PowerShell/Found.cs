using System.Management.Automation;
using ContainerState.Dependencies;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Servers;
using ContainerState.StateRepos;

namespace ContainerState.PowerShell;

/// <summary>
/// What a name or pattern finds. As everywhere in PowerShell, a pattern that matches nothing finds nothing, and a
/// plain name that matches nothing is an error.
/// </summary>
internal static class Found
{
    /// <summary>The servers of a name or pattern.</summary>
    /// <exception cref="ServerNotFoundException">A plain name, and no server has it.</exception>
    public static IReadOnlyList<EphemeralServer> Servers(string name) => IsPattern(name)
        ? [.. EphemeralServers.List().Where(server => Matches(name, server.Name))]
        : [EphemeralServers.Get(name)];

    /// <summary>The servers of a pattern; of a plain name, also one that is gone and whose log is still kept.</summary>
    /// <exception cref="ServerNotFoundException">A plain name, and no server has or had it.</exception>
    public static IReadOnlyList<EphemeralServer> ServersWithLogs(string name) => IsPattern(name) ? Servers(name) : [ServerLogs.Find(name)];

    /// <summary>The images of a name, an id, the beginning of an id, or a pattern of either.</summary>
    /// <exception cref="ImageNotFoundException">No pattern, and no image has it.</exception>
    public static IReadOnlyList<ServerImage> Images(string name)
    {
        if (IsPattern(name))
        {
            return [.. ImageStore.List().Where(image => Matches(name, image.Name) || Matches(name, image.Id))];
        }
        var images = ImageStore.List(name);
        return images.Count > 0 ? images : throw new ImageNotFoundException(name);
    }

    /// <summary>The dependencies of a name or pattern.</summary>
    /// <exception cref="DependencyNotFoundException">A plain name, and no dependency has it.</exception>
    public static IReadOnlyList<StateDependency> Dependencies(StateRepo repository, string name)
    {
        StateDependency[] found = [.. StateDependencies.List(repository).Where(dependency => Matches(name, dependency.Name))];
        return found.Length > 0 || IsPattern(name) ? found : throw new DependencyNotFoundException(repository.Path, name);
    }

    /// <summary>The one dependency of a name.</summary>
    /// <exception cref="DependencyNotFoundException">No dependency has it.</exception>
    public static StateDependency Dependency(StateRepo repository, string name) =>
        StateDependencies.List(repository).FirstOrDefault(dependency => dependency.Name == name)
        ?? throw new DependencyNotFoundException(repository.Path, name);

    private static bool IsPattern(string name) => WildcardPattern.ContainsWildcardCharacters(name);

    private static bool Matches(string pattern, string name) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);
}
