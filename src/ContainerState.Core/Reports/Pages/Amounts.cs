using System.Globalization;

namespace ContainerState.Reports.Pages;

/// <summary>Sizes, durations, ages and moments for people.</summary>
internal static class Amounts
{
    private const double DaysOfMonth = 30.44;
    private const double DaysOfYear = 365.25;

    /// <summary>A size, such as <c>54.3 MiB</c>.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{bytes / (double)(1L << 30):0.0} GiB",
        >= 1L << 20 => $"{bytes / (double)(1L << 20):0.0} MiB",
        >= 1L << 10 => $"{bytes / (double)(1L << 10):0.0} KiB",
        _ => $"{bytes} B",
    };

    /// <summary>A duration, such as <c>0.12 s</c> or <c>2 h 5 min</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 10 => $"{seconds:0.00} s",
        < 60 => $"{seconds:0.0} s",
        < 3600 => $"{(int)seconds / 60} min {(int)seconds % 60} s",
        < 86400 => $"{(int)seconds / 3600} h {(int)seconds % 3600 / 60} min",
        _ => $"{Math.Floor(seconds / 86400):0} d {(int)(seconds % 86400) / 3600} h",
    };

    /// <summary>A round duration at an axis, such as <c>30 s</c> or <c>2 min</c>.</summary>
    public static string Tick(double seconds) => seconds switch
    {
        < 60 => $"{seconds:0.#} s",
        < 3600 => $"{seconds / 60:0.#} min",
        < 86400 => $"{seconds / 3600:0.#} h",
        _ => $"{seconds / 86400:0.#} d",
    };

    /// <summary>An age, such as <c>3 days</c> or <c>2.5 years</c>.</summary>
    public static string Age(double days) => days switch
    {
        < 1 => "less than a day",
        < 60 => Count((long)days, "day"),
        < DaysOfYear * 2 => Count((long)(days / DaysOfMonth), "month"),
        _ => $"{days / DaysOfYear:0.0} years",
    };

    /// <summary>How many of a thing there are.</summary>
    public static string Count(long number, string one, string? many = null) => $"{number.ToString("#,0", CultureInfo.InvariantCulture)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary>A day, such as <c>27 Nov 2026</c>.</summary>
    public static string Day(DateTime utc) => utc.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A moment, such as <c>27 Nov 2026, 10:38 UTC</c>.</summary>
    public static string Moment(DateTime utc) => utc.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A moment for programs.</summary>
    public static string Iso(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A coordinate, to the tenth.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
