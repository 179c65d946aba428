using System.Text.RegularExpressions;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>A command that docs/tutorial.md has its reader type, and what it shows of the answer.</summary>
/// <param name="Command">The command.</param>
/// <param name="Shown">The lines of the answer; <c>...</c> where there are more.</param>
internal sealed record TutorialStep(string Command, IReadOnlyList<string> Shown);

/// <summary>The tutorial, as somebody types it who has a name and a port of their own.</summary>
internal static partial class Tutorial
{
    private const string More = "...";

    /// <summary>Its commands, in order. Of what a machine has one or the other of, the page says so behind the kind of the block.</summary>
    /// <param name="page">The page.</param>
    /// <param name="scheduler">What this machine has.</param>
    /// <param name="name">The name of the server.</param>
    /// <param name="port">Its port on the host.</param>
    public static IReadOnlyList<TutorialStep> Read(string page, string scheduler, string name, int port)
    {
        var steps = new List<(string Command, List<string> Shown)>();
        foreach (var block in Blocks().Matches(page).Where(block => block.Groups["for"].Value.Length == 0 || block.Groups["for"].Value == scheduler))
        {
            foreach (var line in block.Groups["lines"].Value.TrimEnd('\n').Split('\n'))
            {
                var own = Port().Replace(Name().Replace(line, name), $"{port}");
                if (own.StartsWith("# ", StringComparison.Ordinal))
                {
                    steps.Add((own[2..], []));
                }
                else
                {
                    steps[^1].Shown.Add(own);
                }
            }
        }
        return [.. steps.Select(step => new TutorialStep(step.Command, step.Shown))];
    }

    /// <summary>The first line shown that the answer does not have where it should, or one of the answer that is not shown; else null.</summary>
    /// <remarks>Ids, times, moments and the widths of columns are those of another run.</remarks>
    public static string? Missing(TutorialStep step, string answer)
    {
        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Same).ToList();
        var (next, mayPass) = (0, false);
        foreach (var shown in step.Shown)
        {
            if (shown == More)
            {
                mayPass = true;
                continue;
            }
            var found = lines.FindIndex(next, line => line == Same(shown));
            if (found < 0 || (found > next && !mayPass))
            {
                return shown;
            }
            (next, mayPass) = (found + 1, false);
        }
        return next < lines.Count && !mayPass ? "nothing more, but: " + lines[next] : null;
    }

    private static string Same(string line) =>
        Spaces().Replace(Times().Replace(Ids().Replace(Dates().Replace(Moments().Replace(line, "-MOMENT"), "DATE"), "ID"), "TIME"), " ").Trim();

    [GeneratedRegex("^```console(?: (?<for>\\w+))?\n(?<lines>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\bhello\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<=localhost:)8080\b|\b8080(?=:8080)")]
    private static partial Regex Port();

    [GeneratedRegex(@"\b[0-9a-f]{12,40}\b")]
    private static partial Regex Ids();

    [GeneratedRegex(@"-[0-9]{12}\b")]
    private static partial Regex Moments();

    [GeneratedRegex(@"\b[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}Z")]
    private static partial Regex Dates();

    [GeneratedRegex(@"\b[0-9.]+ s\b")]
    private static partial Regex Times();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
