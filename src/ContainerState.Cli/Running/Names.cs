using System.CommandLine.Completions;
using ContainerState.Completions;
using ContainerState.Repositories;

namespace ContainerState.Cli.Running;

/// <summary>The names that complete an argument or an option: one method for each kind, to be added to its completion sources.</summary>
internal static class Names
{
    private static LocalNames Local => new(Platform.Host.Local());

    /// <summary>Servers of this host.</summary>
    public static IEnumerable<CompletionItem> Servers(CompletionContext context) => Items(Local.Servers);

    /// <summary>Supervisors of this host.</summary>
    public static IEnumerable<CompletionItem> Supervisors(CompletionContext context) => Items(Local.Supervisors);

    /// <summary>Groups of this host's servers.</summary>
    public static IEnumerable<CompletionItem> Groups(CompletionContext context) => Items(Local.Groups);

    /// <summary>Volumes of this host.</summary>
    public static IEnumerable<CompletionItem> Volumes(CompletionContext context) => Items(Local.Volumes);

    /// <summary>Images of this host.</summary>
    public static IEnumerable<CompletionItem> Images(CompletionContext context) => Items(Local.Images);

    /// <summary>What can be looked into: branches, tags, servers and images.</summary>
    public static IEnumerable<CompletionItem> ImageReferences(CompletionContext context) => Items(() => Local.ImageReferences(RepositoryOf(context)));

    /// <summary>What the repository has a history of.</summary>
    public static IEnumerable<CompletionItem> Rebuilds(CompletionContext context) => Items(() => Local.Rebuilds(RepositoryOf(context)));

    /// <summary>Branches and tags.</summary>
    public static IEnumerable<CompletionItem> References(CompletionContext context) => Items(() => LocalNames.References(RepositoryOf(context)));

    /// <summary>Components.</summary>
    public static IEnumerable<CompletionItem> Components(CompletionContext context) => Items(() => LocalNames.Components(RepositoryOf(context)));

    /// <summary>Dependencies.</summary>
    public static IEnumerable<CompletionItem> Dependencies(CompletionContext context) =>
        Items(() => LocalNames.DependenciesAsync(RepositoryOf(context)).GetAwaiter().GetResult());

    /// <summary>Git remotes.</summary>
    public static IEnumerable<CompletionItem> Remotes(CompletionContext context) => Items(() => LocalNames.RemotesAsync(RepositoryOf(context)).GetAwaiter().GetResult());

    /// <summary>Debian's suites.</summary>
    public static IEnumerable<CompletionItem> Suites(CompletionContext context) => Items(() => LocalNames.Suites);

    private static StateRepo RepositoryOf(CompletionContext context) =>
        StateRepo.Open(context.ParseResult.GetValue(CommonOptions.Repository) ?? Environment.CurrentDirectory);

    private static IEnumerable<CompletionItem> Items(Func<IReadOnlyList<LocalName>> names)
    {
        try
        {
            return [.. names().Select(name => new CompletionItem(name.Value))];
        }
        catch (Exception)
        {
            // A person is typing: no list is better than an error in the middle of their line.
            return [];
        }
    }
}
