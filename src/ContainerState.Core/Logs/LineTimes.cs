using System.Globalization;
using ContainerState.Errors;

namespace ContainerState.Logs;

/// <summary>When the lines of a spool were read, from what the relay wrote down: an offset and a time for each second.</summary>
internal sealed class LineTimes
{
    private readonly string _path;
    private readonly bool _isSpool;
    private readonly DateTime? _sinceUtc;
    private readonly List<(long Offset, DateTime TimeUtc)> _times = [];
    private long _readUntil;

    private LineTimes(string path, bool isSpool, DateTime? sinceUtc)
    {
        _path = path;
        _isSpool = isSpool;
        _sinceUtc = sinceUtc;
    }

    /// <summary>The times of a console's lines.</summary>
    /// <param name="consolePath">The console.</param>
    /// <param name="sinceUtc">Lines before it are left out.</param>
    /// <exception cref="InvalidNameException">A time is asked for, and the console is not a spool.</exception>
    public static LineTimes Of(string consolePath, DateTime? sinceUtc)
    {
        var folder = Path.GetDirectoryName(consolePath)!;
        var isSpool = Path.GetFileName(folder).Contains('+');
        if (sinceUtc is { } since && !isSpool)
        {
            throw new InvalidNameException(
                "time", since.ToString("o", CultureInfo.InvariantCulture), "it for a server that was started with a log server; the console of others has no times");
        }
        return new(new SpoolFile(consolePath).Times, isSpool, sinceUtc);
    }

    /// <summary>Lines with what is known of them.</summary>
    public IEnumerable<ServerLogLine> Describe(string server, IEnumerable<(long Offset, string Text)> lines)
    {
        foreach (var (offset, text) in lines)
        {
            if (!_isSpool)
            {
                yield return new(server, text);
                continue;
            }
            var time = TimeOf(offset);
            // What the relay has not read yet was written just now.
            if (_sinceUtc is null || time is null || time >= _sinceUtc)
            {
                yield return new(server, text) { Sequence = offset, TimeUtc = time };
            }
        }
    }

    private DateTime? TimeOf(long offset)
    {
        if (_times.Count == 0 || offset >= _times[^1].Offset)
        {
            ReadMore();
        }
        var index = _times.BinarySearch((offset, DateTime.MaxValue));
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 ? _times[index].TimeUtc : null;
    }

    private void ReadMore()
    {
        if (!File.Exists(_path) || new FileInfo(_path).Length == _readUntil)
        {
            return;
        }
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = _readUntil;
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        _readUntil += whole.Length;
        foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // What is sent again is read again, later; the first time counts.
            var fields = line.Split(' ');
            if (fields.Length == 2
                && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                && DateTimeOffset.TryParse(fields[1], CultureInfo.InvariantCulture, out var time)
                && (_times.Count == 0 || offset > _times[^1].Offset))
            {
                _times.Add((offset, time.UtcDateTime));
            }
        }
    }
}
