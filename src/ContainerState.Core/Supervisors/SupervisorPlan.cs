namespace ContainerState.Supervisors;

/// <summary>What a supervisor does next.</summary>
/// <param name="Starts">How many servers of the current image to start.</param>
/// <param name="StartsTrial">True to start one of the next image.</param>
/// <param name="Stops">The servers to stop.</param>
internal sealed record SupervisorPlan(int Starts, bool StartsTrial, IReadOnlyList<SupervisedServer> Stops)
{
    /// <summary>Decides, from what there is alone.</summary>
    /// <param name="count">How many there shall be.</param>
    /// <param name="current">The image that is known to be good, or the only one.</param>
    /// <param name="next">The image that is being rolled out; null when none is.</param>
    /// <param name="servers">What there is, but for what is being stopped.</param>
    /// <param name="backOff">True when starts come one at a time.</param>
    /// <param name="mayStart">True when no start has to wait.</param>
    /// <remarks>
    /// No server that runs is stopped before another is well in its place, whether for failing checks or for its image;
    /// and that goes one at a time. What has died is replaced at once, all at the same time, unless they keep dying.
    /// </remarks>
    public static SupervisorPlan Make(
        int count, string current, string? next, IReadOnlyList<SupervisedServer> servers, bool backOff, bool mayStart)
    {
        var trials = servers.Where(server => server.Image == next && !server.IsIn).ToList();
        var coming = servers.Count(server => !server.IsIn) - trials.Count;
        var running = servers.Where(server => server.IsIn).ToList();
        var missing = count - running.Count - coming;

        // One for what does not please, over and above the count; when it is well, the worst one goes.
        var unwanted = running.Any(server => server.Phase == SupervisedPhase.Failing || (server.Image != current && server.Image != next));
        var wanted = missing > 0 ? missing : unwanted && coming == 0 && missing == 0 ? 1 : 0;
        var starts = !mayStart ? 0 : backOff ? (coming == 0 ? Math.Min(1, wanted) : 0) : wanted;

        // A new image may be the cure for one whose servers keep dying, so it does not wait for those to be well.
        var accepted = running.Count(server => server.Image == next);
        var full = missing <= 0 && coming == 0;
        var startsTrial = next is not null && trials.Count == 0 && accepted < count && running.Count <= count && (full || backOff);

        var surplus = Math.Max(0, running.Count - count);
        var stops = running
            .OrderByDescending(server => Badness(server, current, next))
            .ThenByDescending(server => server.Name.Length)
            .ThenByDescending(server => server.Name, StringComparer.Ordinal)
            .Take(surplus)
            .ToList();
        return new(starts, startsTrial, stops);
    }

    private static int Badness(SupervisedServer server, string current, string? next) =>
        server.Phase == SupervisedPhase.Failing ? 3
        : server.Image == next ? 0
        : server.Image == current ? 1
        : 2;
}
