using ContainerState.Errors;
using ContainerState.Images;

namespace ContainerState.Supervisors;

/// <summary>The image that a supervisor's servers run from, and the one that they may run from next.</summary>
internal sealed class SupervisorImages(ImageStore store, SupervisorEvents events)
{
    private string _rejected = "";

    /// <summary>The image that is known to be good, or the only one.</summary>
    public ServerImage Current { get; private set; } = null!;

    /// <summary>The image that is being rolled out; null when none is.</summary>
    public ServerImage? Next { get; private set; }

    /// <summary>Begins with what runs: that is what a new image that does not pass is left for.</summary>
    /// <param name="running">The id of the image that most of the servers run from that are there already; null when none is.</param>
    /// <param name="wanted">The image that shall be run; null when nothing was built yet.</param>
    /// <param name="source">What was looked at, for the error.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: There is neither.</exception>
    public void Begin(string? running, ServerImage? wanted, string source)
    {
        var known = running is null || running == wanted?.Id ? null : store.List().FirstOrDefault(image => image.Id == running);
        Current = known ?? wanted ?? throw ImageFaults.NotFound(source);
    }

    /// <summary>True when this image is on trial.</summary>
    public bool IsNext(string image) => image == Next?.Id;

    /// <summary>Takes note of the image that shall be run.</summary>
    /// <returns>The image that is on trial no more, if another came meanwhile; else null.</returns>
    public ServerImage? Consider(ServerImage? image)
    {
        if (image is null || image.Id == _rejected || IsNext(image.Id))
        {
            return null;
        }
        var before = Next;
        (_rejected, Next) = ("", image.Id == Current.Id ? null : image);
        if (before is not null)
        {
            events.Report(SupervisorEventKind.RolledBack, "", before.Id, "there is another image by now");
        }
        if (Next is not null)
        {
            events.Report(SupervisorEventKind.RollingOut, "", image.Id, $"in place of {Current.Id}");
        }
        return before;
    }

    /// <summary>The image on trial did not pass. It is not tried again until another was wanted in between.</summary>
    public void Reject(string why)
    {
        _rejected = Next!.Id;
        Next = null;
        events.Report(SupervisorEventKind.RolledBack, "", _rejected, why);
    }

    /// <summary>All servers run from the image on trial.</summary>
    public void Accept()
    {
        Current = Next!;
        Next = null;
        events.Report(SupervisorEventKind.RolledOut, "", Current.Id);
    }
}
