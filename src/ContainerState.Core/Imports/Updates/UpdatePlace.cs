using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports.Updates;

/// <summary>Where the updates of one run work, and what they share.</summary>
/// <param name="Host">The host.</param>
/// <param name="Repository">The state repository.</param>
/// <param name="Content">The commit that pins the dependencies.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="Scratch">A folder that is removed afterwards.</param>
/// <param name="Lists">The lists of Debian's packages.</param>
/// <param name="Progress">Is told where it is.</param>
internal sealed record UpdatePlace(
    Host Host, StateRepo Repository, CommitContent Content, DependencyUpdateOptions Options, WorkFolder Scratch, AptLists Lists, IProgress<StepProgress>? Progress)
{
    // Each takes up to half of the free memory, and much of the disk.
    private const int ImportsAtOnce = 2;

    private readonly SemaphoreSlim _once = new(1);
    private string? _origin;

    /// <summary>Lets a few imports be made at once, and the others wait.</summary>
    public SemaphoreSlim Imports { get; } = new(ImportsAtOnce);

    /// <summary>What somebody says of where the dependencies are to move.</summary>
    public DependencyWish Wish => new(Options.To, Options.Sha256);

    /// <summary>The URL that the repository means by one in it.</summary>
    /// <exception cref="Errors.UnsafeUrlException">It could mean something else, or a repository from elsewhere names a folder of this machine.</exception>
    public async Task<string> UrlAsync(string url, CancellationToken cancel)
    {
        if (!SubmoduleUrl.DependsOnOwner(url))
        {
            return GitUrl.Require(url);
        }
        await _once.WaitAsync(cancel);
        try
        {
            using var store = Repository.OpenStore();
            return SubmoduleUrl.Resolve(_origin ??= await RepoUpdate.OriginAsync(store, cancel), url);
        }
        finally
        {
            _once.Release();
        }
    }
}
