using System.Globalization;
using ContainerState.Errors;

namespace ContainerState.Rebuilds;

/// <summary>When a rebuild runs: a calendar event of systemd.time(7), or the five fields of crontab(5).</summary>
internal static class RebuildSchedule
{
    private const int MostText = 200;
    private const string CronRule = "five fields of crontab(5), such as 30 2 * * *, or @hourly, @daily, @weekly, @monthly or @yearly";

    private static readonly string[] Nicknames = ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"];
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Refuses what systemd could read as anything but a calendar event.</summary>
    /// <exception cref="InvalidNameException">It is none.</exception>
    public static void CheckCalendar(string text)
    {
        if (text.Length is 0 or > MostText || text[0] == '-' || !text.All(c => char.IsAsciiLetterOrDigit(c) || " *:,./~_+-".Contains(c, StringComparison.Ordinal)))
        {
            throw new InvalidNameException("schedule", text, "one of systemd.time(7), such as daily, Mon 04:00 or *-*-* 02:30:00");
        }
    }

    /// <summary>Refuses what cron would not run.</summary>
    /// <exception cref="InvalidNameException">It is no schedule of crontab(5).</exception>
    public static void CheckCron(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var holds = text.Length <= MostText && (fields.Length == 1
            ? Nicknames.Contains(text, StringComparer.Ordinal)
            : fields.Length == 5
                && IsField(fields[0], 0, 59, [])
                && IsField(fields[1], 0, 23, [])
                && IsField(fields[2], 1, 31, [])
                && IsField(fields[3], 1, 12, Months)
                && IsField(fields[4], 0, 7, Days));
        if (!holds)
        {
            throw new InvalidNameException("schedule", text, CronRule);
        }
    }

    // A list of *, numbers, names and ranges, each range or * with a step.
    private static bool IsField(string field, int least, int most, string[] names) => field.Split(',').All(part =>
    {
        var step = part.Split('/');
        var range = step[0].Split('-');
        var isAll = step[0] == "*";
        if (step.Length > 2 || range.Length > 2 || (step.Length == 2 && (!(isAll || range.Length == 2) || !TryNumber(step[1], 1, most, out _))))
        {
            return false;
        }
        return isAll || (range.Length == 1
            ? TryValue(range[0], out _)
            : TryValue(range[0], out var from) && TryValue(range[1], out var to) && from <= to);

        bool TryValue(string text, out int value)
        {
            value = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
            value += value >= 0 && names.Length == Months.Length ? 1 : 0;
            return value >= 0 || TryNumber(text, least, most, out value);
        }
    });

    private static bool TryNumber(string text, int least, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
}
