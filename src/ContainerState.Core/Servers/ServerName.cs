using System.Globalization;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Images;

namespace ContainerState.Servers;

/// <summary>Names of servers.</summary>
internal static class ServerName
{
    private const int MostGiven = 40;

    /// <summary>The names that servers about to be started get.</summary>
    /// <param name="image">Their image.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="taken">The names in use.</param>
    /// <exception cref="InvalidNameException">The name given is none.</exception>
    /// <exception cref="ServerExistsException">The name given is in use.</exception>
    public static IReadOnlyList<string> Choose(ServerImage image, StartOptions options, IReadOnlySet<string> taken)
    {
        if (options.Name is { } given)
        {
            Check(given);
            if (options.Count == 1)
            {
                return taken.Contains(given) ? throw new ServerExistsException(given) : [given];
            }
        }
        var stem = Check(options.Name ?? image.Name);
        return [.. Numbered(stem, taken).Take(options.Count)];
    }

    /// <summary>Names that nobody has: with the lowest numbers behind them.</summary>
    public static IEnumerable<string> Numbered(string stem, IReadOnlySet<string> taken) =>
        Enumerable.Range(1, int.MaxValue)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}"))
            .Where(name => !taken.Contains(name));

    /// <summary>The name, when it is one that numbers can be put behind.</summary>
    /// <exception cref="InvalidNameException">It is none.</exception>
    public static string Check(string name) =>
        name.Length <= MostGiven
            ? ContainerName.OfServer(name)
            : throw new InvalidNameException("server name", name, $"at most {MostGiven} characters");
}
