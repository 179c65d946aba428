using System.Text;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports.Updates;

/// <summary>What was updated, for people.</summary>
internal static class UpdateText
{
    private const int MostShown = 3;
    private const int MostInMessage = 200;

    /// <summary>Changed packages in a line.</summary>
    public static string Of(IReadOnlyList<PackageChange> packages)
    {
        if (packages.Count == 0)
        {
            return "the same packages, made anew";
        }
        // Those that matter most are seen first.
        var ordered = packages.OrderBy(package => package.Security ? 0 : 1).ThenBy(package => package.Name, StringComparer.Ordinal).ToList();
        var shown = string.Join(", ", ordered.Take(MostShown)) + (packages.Count > MostShown ? $", and {packages.Count - MostShown} more" : "");
        var security = packages.Count(package => package.Security);
        return packages.Count == 1 ? shown
            : $"{packages.Count} packages{(security > 0 ? $", {security} with a security update" : "")}: {shown}";
    }

    /// <summary>The message of the commit that pins what was updated.</summary>
    /// <param name="updates">What was updated; at least one.</param>
    public static string MessageOf(IReadOnlyList<DependencyUpdate> updates)
    {
        var text = new StringBuilder(updates.Count == 1 ? $"Update dependency {updates[0].Name}" : $"Update {updates.Count} dependencies");
        text.Append(updates.Any(update => update.Security) ? " (security)\n" : "\n");
        foreach (var update in updates)
        {
            text.Append($"\n{update.Name}: {CommitId.Short(update.OldCommit)}..{CommitId.Short(update.NewCommit)}");
            if (update.Packages.Count == 0)
            {
                text.Append($", {LineText.Clean(update.Between)}\n");
                continue;
            }
            text.Append('\n');
            foreach (var package in update.Packages.Take(MostInMessage))
            {
                // A record may hold anything, and must not forge a line.
                text.Append($"  {LineText.Clean(package.ToString())}\n");
            }
            text.Append(update.Packages.Count > MostInMessage ? $"  and {update.Packages.Count - MostInMessage} more\n" : "");
        }
        return text.ToString();
    }
}
