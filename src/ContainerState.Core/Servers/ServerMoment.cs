using System.Globalization;

namespace ContainerState.Servers;

/// <summary>Names that are made of another and the moment of a start, such as <c>web-261127093000</c>, with a number behind it for one of several.</summary>
internal static class ServerMoment
{
    private const string Moment = "yyMMddHHmmss";

    /// <summary>The name for a start.</summary>
    public static string Name(string name, DateTime utc) => $"{name}-{utc.ToString(Moment, CultureInfo.InvariantCulture)}";

    /// <summary>True for what <see cref="Name"/> gives, without a number.</summary>
    public static bool IsName(string name, string text) => text.Length == name.Length + 1 + Moment.Length && Of(name, text) is not null;

    /// <summary>The moment in the name of a server that is called after a name; null when it is not.</summary>
    public static DateTime? Of(string name, string server)
    {
        var parts = server.Length > name.Length && server[name.Length] == '-' && server.StartsWith(name, StringComparison.Ordinal) ? server[(name.Length + 1)..].Split('-') : [];
        var isNumbered = parts.Length == 2 && parts[1].Length is > 0 and <= 3 && parts[1].All(char.IsAsciiDigit);
        return (parts.Length == 1 || isNumbered)
            && DateTime.TryParseExact(parts[0], Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;
    }
}
