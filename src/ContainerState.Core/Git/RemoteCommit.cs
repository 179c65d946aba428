using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Git;

/// <summary>One commit of a remote.</summary>
internal static class RemoteCommit
{
    /// <summary>Fetches a commit into a repository and keeps it there under <c>refs/containerstate/pins/</c>.</summary>
    /// <param name="store">The Git directory that takes it; made when it is not there.</param>
    /// <param name="url">Where from.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="name">A branch or tag that held it, for servers that hand out nothing else; may be null.</param>
    /// <param name="full">True for the whole history.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer.</exception>
    /// <exception cref="ReferenceNotFoundException">The remote no longer has the commit.</exception>
    public static async Task FetchAsync(string store, string url, string commit, string? name, bool full, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(store, "HEAD")))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(store)!);
            await GitProgram.TextAsync(null, ["init", "--quiet", "--bare", store], cancel);
            // As git submodule has it: not bare, with its work tree elsewhere.
            await GitProgram.WriteSettingAsync(store, "core.bare", "false", cancel);
            await GitProgram.WriteOriginAsync(store, url, cancel);
        }
        using var place = FetchPlace.Make(store);
        string[] options = full ? [] : ["--depth=1"];
        var tries = new List<string[]> { (string[])["--no-tags", .. options, "--", url, commit] };
        if (name is not null)
        {
            tries.Add(["--no-tags", .. options, "--", url, name]);
        }
        // The last resort, for servers that hand out only what a branch or tag points to: everything.
        tries.Add(["--", url, "+refs/heads/*:refs/fetched/heads/*", "+refs/tags/*:refs/fetched/tags/*"]);

        ProgramResult? result = null;
        foreach (var attempt in tries)
        {
            result = await place.FetchAsync(attempt, cancel);
            if (place.Has(commit) && (!full || result.ExitCode == 0))
            {
                Take(store, place, commit);
                return;
            }
        }
        throw result!.ExitCode == 0 ? new ReferenceNotFoundException(url, commit)
            : result.Error.Contains("mismatched algorithms", StringComparison.Ordinal) ? RemoteFaults.OfSha256(url)
            : RemoteFaults.Failed(url, GitProgram.LastLine(result));
    }

    /// <summary>Takes over a commit that came into a place beside a repository, and keeps it there.</summary>
    /// <param name="store">The repository's Git directory.</param>
    /// <param name="place">The place, which has all of the commit.</param>
    /// <param name="commit">The commit.</param>
    public static void Take(string store, FetchPlace place, string commit)
    {
        place.MoveTo(store);
        using var opened = GitStore.Open(store);
        opened.WriteReference("refs/containerstate/pins/" + commit, commit);
    }
}
