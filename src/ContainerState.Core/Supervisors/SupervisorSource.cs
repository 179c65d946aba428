using ContainerState.Builds;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Supervisors;

/// <summary>The image that a supervisor's servers shall run from.</summary>
internal sealed class SupervisorSource(Host host)
{
    // Commits on the way back to the last one that was built; who builds less often names an image.
    private const int MostCommits = 200;

    /// <summary>The image given; else that of the newest commit of the reference that was built; null when none was.</summary>
    /// <exception cref="ReferenceNotFoundException">There is no such reference.</exception>
    public ServerImage? Find(SupervisorOptions options)
    {
        if (options.Image is { } image)
        {
            return image;
        }
        // As it is now: the object that was given remembers the HEAD of its making.
        var repository = StateRepo.Locate(options.Repository!.Path);
        using var store = repository.OpenStore();
        var commit = options.Reference is { } reference ? store.Resolve(reference) : repository.Head;
        for (var back = 0; back < MostCommits; back++)
        {
            if (TryFind(repository, commit) is { } built)
            {
                return built;
            }
            try
            {
                commit = store.Resolve($"{commit}^1");
            }
            catch (ReferenceNotFoundException)
            {
                // The first commit, or where a shallow clone ends.
                return null;
            }
        }
        return null;
    }

    private ServerImage? TryFind(StateRepo repository, string commit)
    {
        try
        {
            return new ImageBuilder(host).Find(repository, commit);
        }
        catch (NotARepositoryException)
        {
            // A commit without state.yaml has no image.
            return null;
        }
    }
}
