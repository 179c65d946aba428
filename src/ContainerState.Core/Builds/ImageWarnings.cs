using System.Text.RegularExpressions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>What an image says and its server will not do, as far as that can be told without running it.</summary>
internal static partial class ImageWarnings
{
    private const string Zones = "usr/share/zoneinfo/";
    private const int MostNamed = 5;
    private const int SetUserOrGroup = 0xc00;

    /// <summary>What the user should know, each in one line.</summary>
    public static IEnumerable<string> Of(ImageLayout layout) =>
        ((string?[])[MissingInit(layout), MissingZone(layout), RightsInVain(layout), .. NothingToCopy(layout)]).OfType<string>();

    // Only said, not refused: the path may lead through links that only the running server resolves.
    private static string? MissingInit(ImageLayout layout)
    {
        var init = layout.Definition.Init[0].TrimStart('/');
        var first = init.Split('/')[0];
        return layout.Files.Look(init) is null && layout.Files.Look(first) is not { Kind: TreeItemKind.Symlink }
            ? $"init: /{init} is not in the image; the server will not start."
            : null;
    }

    // The C library takes a zone that it does not find for UTC, by the name of the zone.
    private static string? MissingZone(ImageLayout layout)
    {
        if (!layout.Definition.Environment.TryGetValue("TZ", out var zone) || zone.TrimStart(':') is not { Length: > 0 } name || name is "UTC" or "GMT" || OwnRule().IsMatch(name))
        {
            return null;
        }
        var path = name.StartsWith('/') ? name[1..] : Zones + name;
        return layout.Files.Look(path) is not null
            ? null
            : $"TZ: {Quoted.Text(zone)[1..^1]} is not in the image, which has no /{path}; programs will show UTC under that name. Add the package tzdata.";
    }

    // As lxc.container.conf(5) has it, no_new_privs is set for every server.
    private static string? RightsInVain(ImageLayout layout)
    {
        var files = layout.Files.Metadata.Entries
            .Where(entry => (entry.Value.Mode & SetUserOrGroup) > 0 || entry.Value.Capability is not null)
            .Select(entry => entry.Key)
            .Where(path => layout.Files.Look(path) is { Kind: TreeItemKind.File or TreeItemKind.Executable })
            .Select(path => Quoted.Text("/" + path)[1..^1])
            .ToList();
        var more = files.Count > MostNamed ? $" and {files.Count - MostNamed} more" : "";
        return files.Count == 0
            ? null
            : $"{string.Join(", ", files.Take(MostNamed))}{more} would give other rights to whoever runs them (set-user-id, set-group-id or capabilities). On a server nobody gets rights that way.";
    }

    private static IEnumerable<string> NothingToCopy(ImageLayout layout) => layout.Definition.Writable
        .Where(path => path.Copy && !layout.Files.Below(path.Path[1..]).Any())
        .Select(path => $"writable {Quoted.Text(path.Path)[1..^1]}: copy: true copies nothing, since the image has no files there.");

    // A zone by its rule and not by its name: POSIX.1, "TZ", such as CET-1CEST.
    [GeneratedRegex(@"\A(<[^>]+>|[A-Za-z]{3,})[+-]?[0-9]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnRule();
}
