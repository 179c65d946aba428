using System.Text;
using ContainerState.Definitions;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>The branch of an import, <c>deps/NAME</c>: it takes the import along to every clone, and those before it.</summary>
/// <remarks>
/// An import has no parents, so that the same one is the same commit everywhere. A branch that went from one to the next could
/// only be pushed by force, and what older commits of the server pin would be lost. So from the second import on the branch
/// is at a commit that joins the branch as it was and the import, with the files of the import.
/// </remarks>
internal static class ImportBranch
{
    private const string Branches = "refs/heads/";
    private const string Remotes = "refs/remotes/";

    /// <summary>What moves the branch on to an import; nothing when it is there.</summary>
    /// <param name="store">The state repository, which has the import's objects.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="import">The import's commit.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<IReadOnlyList<ReferenceMove>> JoinAsync(GitStore store, string name, string import, CancellationToken cancel)
    {
        var branch = Branches + StateNames.DependencyPath(name);
        var before = store.ReadReference(branch);
        // A clone of git's own has the branches of imports as those of the remote alone.
        var tip = before ?? Tracking(store, StateNames.DependencyPath(name)).FirstOrDefault();
        var next = tip is null ? import
            : tip == import || store.ParentsOf(tip) is [.., var last] && last == import ? tip
            : await WriteAsync(store, tip, import, cancel);
        return next == before ? [] : [new(branch, next, before)];
    }

    /// <summary>Gives a clone the branch of an import that its remote has, so that a push to yet another place carries it too.</summary>
    /// <param name="store">The clone.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="import">The import's commit, which is here.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task KeepAsync(GitStore store, string name, string import, CancellationToken cancel)
    {
        var branch = Branches + StateNames.DependencyPath(name);
        var next = import;
        foreach (var tip in Tracking(store, StateNames.DependencyPath(name)))
        {
            if (tip == import || await GitProgram.IsAncestorAsync(store.GitDirectory, import, tip, cancel))
            {
                next = tip;
                break;
            }
        }
        var before = store.ReadReference(branch);
        if (before == next || (before is not null && await GitProgram.IsAncestorAsync(store.GitDirectory, next, before, cancel)))
        {
            return;
        }
        if (before is not null && !await GitProgram.IsAncestorAsync(store.GitDirectory, before, next, cancel))
        {
            // Older commits of the server pin it.
            store.WriteReference($"{branch}.{CommitId.Short(before)}", before);
        }
        store.WriteReference(branch, next);
        store.Flush([], branch);
    }

    private static IEnumerable<string> Tracking(GitStore store, string branch) => store.References(Remotes)
        .Where(reference => reference.Name[Remotes.Length..] is var rest && rest[(rest.IndexOf('/') + 1)..] == branch && store.HasCommit(reference.Id))
        .Select(reference => reference.Id);

    // Of the same for everybody who has both: no clock, and nobody's name.
    private static async Task<string> WriteAsync(GitStore store, string tip, string import, CancellationToken cancel)
    {
        const string Who = "ContainerState <containerstate@localhost> 0 +0000";
        var title = store.MessageOf(import).Split('\n')[0];
        var text = $"tree {store.TreeOf(import)}\nparent {tip}\nparent {import}\nauthor {Who}\ncommitter {Who}\n\n{title}\n";
        var written = await GitProgram.RunAsync(
            store.GitDirectory,
            ["hash-object", "-t", "commit", "-w", "--stdin"],
            input: async (stream, token) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), token),
            cancel: cancel);
        return written.Output.TrimEnd('\n');
    }
}
