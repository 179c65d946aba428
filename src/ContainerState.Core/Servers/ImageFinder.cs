using ContainerState.Builds;
using ContainerState.Contents;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Repositories;

namespace ContainerState.Servers;

/// <summary>Finds out what a text means: a commit, an image or a server. Nothing is changed, and nothing is built.</summary>
/// <param name="servers">The servers of the host.</param>
/// <param name="repository">The repository.</param>
/// <param name="store">The same, opened.</param>
internal sealed class ImageFinder(RegisteredServers servers, StateRepo repository, GitStore store)
{
    private const string Commit = "commit";
    private const string Image = "image";
    private const string Server = "server";
    private const int LeastDigits = 4;

    /// <summary>What it means.</summary>
    /// <exception cref="ReferenceNotFoundException">There is no such branch, tag or commit.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ReferenceNotFound"/>: It means nothing.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.InvalidName"/>: It means several things.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: There is no such image, or the repository does not have its files.</exception>
    /// <exception cref="ServerNotFoundException">There is no such server.</exception>
    public FoundImage Find(ImageReference reference)
    {
        if (reference.Image is { } image)
        {
            return Of(reference.Text, image);
        }
        if (reference.Server is { } server)
        {
            return Of(reference.Text, server);
        }
        var text = reference.Text;
        return text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
            ? text[..colon] switch
            {
                Commit => OfCommit(text, store.Resolve(text[(colon + 1)..])),
                Image => FindImage(text, text[(colon + 1)..]) ?? throw ImageFaults.NotFound(text[(colon + 1)..]),
                Server => Of(text, GetServer(text[(colon + 1)..])),
                _ => FindAny(text),
            }
            : FindAny(text);
    }

    private FoundImage FindAny(string text)
    {
        var server = FindServer(text);
        var commit = FindCommit(text);
        if (server is not null && commit is not null)
        {
            throw ContentFaults.Ambiguous(text, "a server", "a branch, tag or commit");
        }
        // A server is one of its image, which is often called the same.
        if (server is not null)
        {
            return Of(text, server);
        }
        var image = FindImage(text, text);
        if (image is not null && commit is not null)
        {
            throw ContentFaults.Ambiguous(text, "a branch, tag or commit", "an image");
        }
        return image ?? (commit is not null ? OfCommit(text, commit) : throw ContentFaults.Unknown(repository.Path, text));
    }

    private string? FindCommit(string text)
    {
        try
        {
            return store.Resolve(text);
        }
        catch (ReferenceNotFoundException)
        {
            return null;
        }
    }

    // Those that this user may see.
    private EphemeralServer? FindServer(string text) =>
        Environment.IsPrivilegedProcess && text.ToLowerInvariant() is var name && servers.Registry.Names().Contains(name, StringComparer.Ordinal) ? servers.Get(name) : null;

    private EphemeralServer GetServer(string name)
    {
        EphemeralServers.RequireRoot("Looking at a server");
        return servers.Get(name.ToLowerInvariant());
    }

    // One that was removed from the host is still a tree of the repository.
    private FoundImage? FindImage(string text, string name)
    {
        try
        {
            return Of(text, new ImageStore(servers.Host).FindOne(name));
        }
        catch (ContainerStateException fault) when (fault.Target == name && fault.ErrorId is ErrorId.ImageNotFound or ErrorId.InvalidName)
        {
            // The latter of a pattern with a mistake, which is no name either.
            var trees = name.Length < LeastDigits ? [] : store.References(ImageBuilder.References)
                .Select(reference => reference.Id).Where(id => id.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal).ToList();
            return trees.Count == 1 && ServerFiles.IsOne(store, trees[0]) ? OfTree(text, Image, trees[0], "") : null;
        }
    }

    private FoundImage OfCommit(string text, string commit) =>
        new(new() { Name = text, Kind = Commit, Commit = commit, Image = store.ReadReference(ImageBuilder.References + commit) is { } tree && ServerFiles.IsOne(store, tree) ? tree : "" });

    private FoundImage Of(string text, ServerImage image) => OfTree(text, Image, image.Id, image.Commit);

    private FoundImage Of(string text, EphemeralServer server) => server.Image.Length > 0
        ? OfTree(text, Server, server.Image, server.Commit) with { Server = server }
        : throw new ServerNotRunningException(server.Name, server.State);

    private FoundImage OfTree(string text, string kind, string tree, string commit) => CommitId.IsWhole(tree) && ServerFiles.IsOne(store, tree)
        ? new(new() { Name = text, Kind = kind, Commit = CommitOf(tree, commit), Image = tree })
        : throw ContentFaults.NoTree(repository.Path, tree, commit);

    // Where the host knows of a commit of another repository, or of none, one of this repository that came to the same tree will do.
    private string CommitOf(string tree, string commit)
    {
        if (IsHere(commit))
        {
            return commit;
        }
        var same = store.References(ImageBuilder.References).Where(reference => reference.Id == tree)
            .Select(reference => reference.Name[ImageBuilder.References.Length..]).Where(IsHere).Order(StringComparer.Ordinal).ToList();
        return same.Contains(repository.Head) ? repository.Head : same.Count > 0 ? same[0] : commit;
    }

    private bool IsHere(string commit) => CommitId.IsWhole(commit) && store.HasCommit(commit);
}
