using ContainerState.Errors;

namespace ContainerState.Git;

/// <summary>What lies between a commit and a newer one of a remote.</summary>
/// <param name="IsAhead">True when the newer one has the older among its ancestors; false when the remote's history is another by now.</param>
/// <param name="Commits">How many commits the newer one has that the older has not; null when it is not ahead, and when they are too many to tell.</param>
internal sealed record RemoteHistory(bool IsAhead, int? Commits)
{
    // How many generations of commits are asked for: most updates are smaller than the first number. The last is git-fetch(1)'s for all.
    private static readonly int[] Depths = [100, 2000, int.MaxValue];

    /// <summary>Asks the remote.</summary>
    /// <remarks>
    /// Git can be told to leave files out, but then it fetches by itself what it misses, and from a server of plain files for ever. So they
    /// come too, those alone that are not here, and whoever wants the newer commit has it.
    /// </remarks>
    /// <param name="place">Takes what comes, beside a repository that may have the older commit.</param>
    /// <param name="url">The remote.</param>
    /// <param name="name">The full name of the branch or tag that has the newer one; the commit itself where it has none.</param>
    /// <param name="older">The older commit.</param>
    /// <param name="newer">The newer commit.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer, or no longer has the newer commit.</exception>
    public static async Task<RemoteHistory> AskAsync(
        FetchPlace place, string url, string name, string older, string newer, CancellationToken cancel)
    {
        foreach (var depth in Depths)
        {
            // Where all of the history is here already, only what is new of it comes.
            string[] deep = place.Shallow.Count > 0 || !place.Has(older) ? [$"--depth={depth}"] : [];
            var isAll = depth == Depths[^1] || deep.Length == 0;
            var result = await place.FetchAsync(["--no-tags", .. deep, "--", url, name], cancel);
            if (result.ExitCode != 0 && deep.Length > 0)
            {
                // A server of plain files has no history of a certain depth, and some hand out no commit by its id.
                isAll = true;
                string[] wanted = CommitId.IsWhole(name) ? ["+refs/heads/*:refs/fetched/heads/*", "+refs/tags/*:refs/fetched/tags/*"] : [name];
                result = await place.FetchAsync(["--no-tags", "--", url, .. wanted], cancel);
            }
            if (result.ExitCode != 0)
            {
                throw RemoteFaults.Failed(url, GitProgram.LastLine(result));
            }
            if (place.Has(newer) && await CompareAsync(place, older, newer, isAll, depth != Depths[0], cancel) is { } history)
            {
                return history;
            }
            if (isAll)
            {
                break;
            }
        }
        throw CommitId.IsWhole(name) ? new ReferenceNotFoundException(url, name) : RemoteFaults.Failed(url, $"it no longer has the commit {CommitId.Short(newer)} at {name}, which it named a moment ago");
    }

    // Null when what came does not say.
    private static async Task<RemoteHistory?> CompareAsync(FetchPlace place, string older, string newer, bool isAll, bool isEnough, CancellationToken cancel)
    {
        if (!place.Has(older))
        {
            return isAll ? new(false, null) : null;
        }
        var shallow = place.Shallow;
        var (ahead, isBehind, isCut) = (0, false, false);
        await GitProgram.RunAsync(place.Path, ["rev-list", "--left-right", "--parents", $"{older}...{newer}"], output: async (stream, token) =>
        {
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(token) is { Length: > 1 } line)
            {
                isBehind |= line[0] == '<';
                ahead += line[0] == '>' ? 1 : 0;
                isCut |= line[0] == '>' && !line.Contains(' ');
            }
        }, cancel: cancel);
        // Where history is cut off, the older commit may be behind the cut, and what both have may look like the newer one's own: a
        // line that ends before it meets the older one tells.
        if (!isAll && shallow.Count > 0 && (isCut || (!isBehind && shallow.Contains(older))))
        {
            return isEnough && !isBehind ? new(true, null) : null;
        }
        return isBehind ? new(false, null) : new(true, ahead);
    }
}
