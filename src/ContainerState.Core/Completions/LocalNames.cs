using ContainerState.Caches;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Rebuilds;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Completions;

/// <summary>The names that there are here, for a person who types one: read in a few milliseconds, nothing changed, nothing fetched.</summary>
/// <remarks>What keeps them from being read is thrown, as by the commands themselves; whoever completes a line shows no list then.</remarks>
public sealed class LocalNames(Host host)
{
    /// <summary>Debian's suites. Any other can be typed: a mirror may have more.</summary>
    public static IReadOnlyList<LocalName> Suites { get; } =
    [
        new("bookworm", "Debian 12, the default"), new("bookworm-backports", "newer packages for Debian 12"), new("trixie", "Debian 13"),
        new("trixie-backports", "newer packages for Debian 13"), new("forky", "Debian 14"), new("sid", "unstable"), new("bullseye", "Debian 11"),
    ];

    /// <summary>The servers of this host. Needs root.</summary>
    public IReadOnlyList<LocalName> Servers() => Plain(Listed().Select(server => new LocalName(server.Name, $"{server.Name}  {server.State}  {server.Address}")));

    /// <summary>The supervisors that keep servers of this host. Needs root.</summary>
    public IReadOnlyList<LocalName> Supervisors() => Grouped(server => server.Supervisor);

    /// <summary>The groups that this host's servers are in. Needs root.</summary>
    public IReadOnlyList<LocalName> Groups() => Grouped(server => server.Network.Group);

    /// <summary>The volumes of this host.</summary>
    public IReadOnlyList<LocalName> Volumes() =>
        Plain(new ServerVolumes(host).Find("*").Select(volume => new LocalName(volume.Name, $"{volume.Name}  {volume.SizeBytes >> 20} MiB  {string.Join(", ", volume.Servers)}")));

    /// <summary>The names of this host's images, then their ids.</summary>
    public IReadOnlyList<LocalName> Images() => [.. Plain(new ImageStore(host).List().Select(image => new LocalName(image.Name, image.Name))), .. ImageIds()];

    /// <summary>The ids of this host's images.</summary>
    public IReadOnlyList<LocalName> ImageIds() =>
        Plain(new ImageStore(host).List().Select(image => new LocalName(image.Id, $"{image.Name}  {image.CreatedUtc:u}")));

    /// <summary>What can be looked into: the branches and tags of a repository, then this host's servers and images.</summary>
    public IReadOnlyList<LocalName> ImageReferences(StateRepo repository) =>
        Plain(new ImageContents(host).Names(repository).Select(one => new LocalName(one.Name, one.What)));

    /// <summary>The names that a repository has a history of.</summary>
    public IReadOnlyList<LocalName> Rebuilds(StateRepo repository) =>
        Plain(new ServerRebuilds(host).List(repository, most: 1, fail: static _ => { }).Select(report => new LocalName(report.Name, $"{report.Outcome} {report.StartedUtc:u}")));

    /// <summary>The branches and tags of a repository.</summary>
    public static IReadOnlyList<LocalName> References(StateRepo repository) => Plain(repository.ReferenceNames().Select(name => new LocalName(name, name)));

    /// <summary>The components of a repository.</summary>
    public static IReadOnlyList<LocalName> Components(StateRepo repository) => Plain(repository.ComponentNames().Select(name => new LocalName(name, name)));

    /// <summary>The dependencies of a repository.</summary>
    public static async Task<IReadOnlyList<LocalName>> DependenciesAsync(StateRepo repository) =>
        Plain((await StateDependencies.ListAsync(repository)).Select(dependency => new LocalName(dependency.Name, $"{dependency.Kind}  {dependency.Detail}")));

    /// <summary>The Git remotes of a repository.</summary>
    public static async Task<IReadOnlyList<LocalName>> RemotesAsync(StateRepo repository) =>
        Plain((await StateCache.RemotesAsync(repository)).Select(remote => new LocalName(remote, remote)));

    private IReadOnlyList<EphemeralServer> Listed() => new EphemeralServers(host).List();

    private IReadOnlyList<LocalName> Grouped(Func<EphemeralServer, string> key) =>
        Plain(Listed().Where(server => key(server).Length > 0).GroupBy(key, StringComparer.Ordinal)
            .Select(group => new LocalName(group.Key, string.Join(", ", group.Select(server => server.Name)))));

    private static IReadOnlyList<LocalName> Plain(IEnumerable<LocalName> names) => [.. names.Where(name => name.IsPlain).DistinctBy(name => name.Value)];
}
