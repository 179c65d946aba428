using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>What rsyslog says of itself since we started it.</summary>
/// <param name="Starts">How often it was started: more than once when it was killed in between.</param>
/// <param name="HasReconnected">True when the log server was away, and is there again.</param>
/// <param name="HasGivenUp">True when it does not try any more.</param>
/// <param name="Fault">Why nothing can be sent; null when nothing is known to be wrong.</param>
/// <param name="SinceUtc">When it noticed that; null when nothing is wrong.</param>
internal sealed record RelayLog(int Starts, bool HasReconnected, bool HasGivenUp, string? Fault, DateTime? SinceUtc = null)
{
    private const string Action = "action 'log-server' ";

    // From rsyslog 8's own sources. The first ones say more, and the others follow them.
    private static readonly string[] Reasons = ["Certificate error", "authentication error", "not authorized", "cannot connect", "closed connection"];
    private static readonly string[] Vaguely = ["session terminated", "error opening connection", "error when receiving data", "session broken", "timeout"];

    /// <summary>Reads it; null when we never started it, or ended it.</summary>
    public static RelayLog? Read(RelayFiles files)
    {
        try
        {
            using var file = new StreamReader(new FileStream(files.OwnLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return Read(Lines(file));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads lines of it: a time, and what it says.</summary>
    public static RelayLog Read(IEnumerable<string> lines)
    {
        var starts = 0;
        var (isAway, hasReconnected, hasGivenUp) = (false, false, false);
        string? reason = null;
        DateTime? since = null;
        foreach (var line in lines)
        {
            if (line.EndsWith("] start", StringComparison.Ordinal))
            {
                starts++;
                (isAway, hasGivenUp, reason, since) = (false, false, null, null);
            }
            else if (line.Contains(Action + "suspended", StringComparison.Ordinal))
            {
                isAway = true;
                since ??= Time(line);
            }
            else if (line.Contains(Action + "resumed", StringComparison.Ordinal))
            {
                (hasReconnected, isAway, reason, since) = (true, false, null, null);
            }
            else if (Reasons.Any(part => line.Contains(part, StringComparison.Ordinal)))
            {
                reason = Message(line);
            }
            else if (Vaguely.Any(part => line.Contains(part, StringComparison.Ordinal)))
            {
                reason ??= Message(line);
            }
            if (line.Contains("DISABLING action", StringComparison.Ordinal))
            {
                hasGivenUp = true;
                since ??= Time(line);
            }
        }
        return isAway || hasGivenUp ? new(starts, hasReconnected, hasGivenUp, reason ?? "it does not answer", since) : new(starts, hasReconnected, hasGivenUp, null);
    }

    private static DateTime? Time(string line) =>
        DateTimeOffset.TryParse(line.AsSpan(0, Math.Max(line.IndexOf(' '), 0)), CultureInfo.InvariantCulture, out var time) ? time.UtcDateTime : null;

    // Without the time before it and the version behind it.
    private static string Message(string line)
    {
        var text = line[(line.IndexOf(' ') + 1)..];
        return LineText.Clean((text.LastIndexOf(" [v", StringComparison.Ordinal) is > 0 and var end ? text[..end] : text).Trim());
    }

    private static IEnumerable<string> Lines(StreamReader file)
    {
        while (file.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
