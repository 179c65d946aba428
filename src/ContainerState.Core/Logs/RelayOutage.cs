using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>Why a relay sends nothing, and since when.</summary>
/// <param name="Reason">Why.</param>
/// <param name="SinceUtc">Since when; null when nobody knows.</param>
/// <remarks>
/// The relay says it itself, in a file that begins anew whenever it is started. What it said before is kept beside it, and
/// holds for as long as nothing was handed on since.
/// </remarks>
internal sealed record RelayOutage(string Reason, DateTime? SinceUtc)
{
    /// <summary>What keeps a relay from sending; null when nothing is known to.</summary>
    public static RelayOutage? Of(RelayFiles files) =>
        Failure(files) ?? (RelayLog.Read(files) is { Fault: { } fault } said ? new(fault, Kept(files) ?? said.SinceUtc) : null);

    /// <summary>Since when the log server takes nothing: what is to be kept over the relay's next start. Null when it is not known to be away.</summary>
    public static DateTime? Since(RelayFiles files) => Kept(files) ?? RelayLog.Read(files)?.SinceUtc;

    /// <summary>Keeps it. The relay does not run, and what it is to go on from is written.</summary>
    public static void Keep(RelayFiles files, DateTime? sinceUtc)
    {
        if (sinceUtc is { } since)
        {
            WholeFile.Write(files.Since, string.Create(CultureInfo.InvariantCulture, $"{Text(since)} {HandedOn(files)}"), lasting: false);
        }
        else
        {
            File.Delete(files.Since);
        }
    }

    /// <summary>Writes down that the relay cannot be started, and why.</summary>
    public static void Say(RelayFiles files, string why) =>
        File.WriteAllText(files.Failure, $"{Text(Failure(files)?.SinceUtc ?? DateTime.UtcNow)} {why}");

    /// <summary>Why, and since when.</summary>
    public override string ToString() => SinceUtc is { } since ? string.Create(CultureInfo.InvariantCulture, $"{Reason.TrimEnd('.')}, since {since:u}") : Reason;

    private static RelayOutage? Failure(RelayFiles files)
    {
        if (Read(files.Failure) is not { } text)
        {
            return null;
        }
        var since = Time(text.Split(' ')[0]);
        return new("the log relay does not run: " + LineText.Clean((since is null ? text : text[(text.IndexOf(' ') + 1)..]).ReplaceLineEndings(" ")), since);
    }

    private static DateTime? Kept(RelayFiles files) =>
        Read(files.Since)?.Split(' ') is [var since, var bytes]
        && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var before) && HandedOn(files) <= before
            ? Time(since)
            : null;

    // imfile writes its state at every start, so that times say nothing.
    private static long HandedOn(RelayFiles files) => RelayState.Read(files).Values.Sum();

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Text(DateTime time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTime? Time(string text) =>
        DateTime.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : null;
}
