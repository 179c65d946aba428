using System.IO.Enumeration;
using Microsoft.Extensions.FileSystemGlobbing;

namespace ContainerState.Definitions;

/// <summary>The paths that a component's <c>keep:</c> names, relative to its source.</summary>
/// <remarks>The patterns are those of Microsoft.Extensions.FileSystemGlobbing: <c>*</c> within a name, <c>**</c> across folders.</remarks>
internal sealed class KeepPatterns
{
    private readonly Matcher _matcher = new(StringComparison.Ordinal);
    private readonly List<string[]> _parts = [];

    /// <summary>Creates the patterns.</summary>
    public KeepPatterns(IEnumerable<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            _matcher.AddInclude(pattern);
            _parts.Add(pattern.TrimEnd('/').Split('/'));
        }
    }

    /// <summary>The patterns that choose in a component's source; null when all of it counts.</summary>
    /// <remarks>Where there is a build step, they choose in what it makes.</remarks>
    public static KeepPatterns? OfSource(ComponentDefinition component) => component is { Build: null, Keep.Count: > 0 } ? new(component.Keep) : null;

    /// <summary>Those of the paths that are kept.</summary>
    public HashSet<string> Kept(IEnumerable<string> paths) => _matcher.Match(paths).Files.Select(match => match.Path).ToHashSet(StringComparer.Ordinal);

    /// <summary>True when a file of that path is kept.</summary>
    public bool Keeps(string path) => _matcher.Match(path).HasMatches;

    /// <summary>True when something at a path or below it may be kept, whatever is there.</summary>
    public bool MayKeepBelow(string path)
    {
        var folders = path.Split('/');
        return _parts.Any(parts =>
        {
            for (var i = 0; i < folders.Length; i++)
            {
                if (i == parts.Length)
                {
                    // What is below a folder that is named is kept.
                    return true;
                }
                if (parts[i] == "**")
                {
                    return true;
                }
                if (!FileSystemName.MatchesSimpleExpression(parts[i], folders[i], ignoreCase: false))
                {
                    return false;
                }
            }
            return true;
        });
    }
}
