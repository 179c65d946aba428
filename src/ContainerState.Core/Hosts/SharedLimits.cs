using System.Globalization;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Hosts;

/// <summary>Looks at the limits that servers share, for the number of servers that the host is to hold, and raises them.</summary>
/// <param name="Folder">Where sysctl(8) reads its files at each boot.</param>
/// <param name="Limits">The limits.</param>
internal sealed record SharedLimits(string Folder, IReadOnlyList<SharedLimit> Limits)
{
    /// <summary>The number of servers when nobody has said one.</summary>
    public const int UsualServers = 100;

    private const string FileName = "60-containerstate.conf";
    private const string Heading = "# Written by containerstate host setup, for this number of servers: ";

    /// <summary>Those of this host.</summary>
    public static SharedLimits OfHost { get; } = new("/etc/sysctl.d", SharedLimit.All);

    private string File => Path.Combine(Folder, FileName);

    /// <summary>The number of servers that is meant: the one given, else that of the last set-up.</summary>
    /// <exception cref="InvalidNameException">No host holds so many.</exception>
    public int ServersOf(int? given)
    {
        if (given is < 1 or > SubordinateIds.Servers)
        {
            throw new InvalidNameException("number of servers", $"{given}", $"1 to {SubordinateIds.Servers}");
        }
        return given ?? Recorded() ?? UsualServers;
    }

    /// <summary>One check for each.</summary>
    /// <param name="servers">How many servers the host is to hold.</param>
    public IEnumerable<HostCheck> Check(int servers)
    {
        foreach (var limit in Limits)
        {
            var (has, need) = (limit.Read(), limit.Need(servers));
            yield return new(
                limit.Key, HostCheck.LimitArea, IsEnough(has, need),
                has is null ? "not here" : Text($"{has}; {servers} servers need {need}"),
                IsEnough(has, need) ? "" : Text($"sysctl -w {limit.Key}={need}, or run Initialize-ServerHost -Servers {servers} (containerstate host setup --servers {servers}) as root, which also keeps it."));
        }
    }

    /// <summary>Those that are too low, as a person reads them: <c>kernel.pid_max to 55296</c>.</summary>
    /// <param name="servers">How many servers the host is to hold.</param>
    public IReadOnlyList<string> Plan(int servers) => [.. TooLow(servers).Select(limit => Text($"{limit.Key} to {limit.Need(servers)}"))];

    /// <summary>Raises those that are too low, now and at each boot. None is ever lowered.</summary>
    /// <param name="servers">How many servers the host is to hold.</param>
    public void Raise(int servers)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        // As sysctl(8) reads it: somebody may have changed the file, and of two lines for one key the later counts.
        foreach (var parts in Lines().Where(line => !line.StartsWith('#')).Select(line => line.Split('=')).Where(parts => parts.Length == 2))
        {
            kept[parts[0].Trim()] = parts[1].Trim();
        }
        foreach (var limit in TooLow(servers))
        {
            // Where the kernel does not take it here, the check that follows says so; the file is for a boot of the machine itself.
            limit.TryWrite(limit.Need(servers));
            kept[limit.Key] = Text($"{limit.Need(servers)}");
        }
        if (kept.Count == 0 && servers == UsualServers && Recorded() is null)
        {
            return;
        }
        Directory.CreateDirectory(Folder);
        WholeFile.Write(
            File,
            Text($"{Heading}{servers}\n") + string.Concat(kept.OrderBy(line => line.Key, StringComparer.Ordinal).Select(line => $"{line.Key} = {line.Value}\n")),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>True when the set-up for this number has nothing to write down either.</summary>
    /// <param name="servers">How many servers the host is to hold.</param>
    public bool IsRecorded(int servers) => servers == (Recorded() ?? UsualServers);

    private IEnumerable<SharedLimit> TooLow(int servers) => Limits.Where(limit => !IsEnough(limit.Read(), limit.Need(servers)));

    // What is not here limits nobody, such as the table of connections before anything tracks them.
    private static bool IsEnough(long? has, long need) => has is null || has >= need;

    private int? Recorded() =>
        Lines().FirstOrDefault() is { } first && first.StartsWith(Heading, StringComparison.Ordinal)
        && int.TryParse(first.AsSpan(Heading.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var servers) && servers is > 0 and <= SubordinateIds.Servers
            ? servers
            : null;

    private string[] Lines() => System.IO.File.Exists(File) ? System.IO.File.ReadAllLines(File) : [];

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
