using ContainerState.Imports.Updates;
using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>The part of a page that says what is newer elsewhere than what is pinned.</summary>
internal static class UpdatesPart
{
    /// <summary>Writes it.</summary>
    public static void Write(Markup page, StateRepoReport report)
    {
        Sections.Open(page, "outdated");
        if (report.Updates is not { } updates)
        {
            Sections.Empty(page, "Nobody asked: that needs the network.", "Show-StateRepo -Outdated", "containerstate repo report --outdated");
        }
        else if (updates.Rows.Count == 0 && updates.Failures.Count == 0)
        {
            Sections.Empty(page, "The commit pins nothing from elsewhere.", "Add-StateDependency", "containerstate dependency add");
        }
        else
        {
            WriteRows(page, updates);
        }
        page.CloseLine();
    }

    private static void WriteRows(Markup page, ReportUpdates updates)
    {
        var outdated = updates.Rows.Where(row => row.State is UpdateState.Outdated or UpdateState.Rewritten).ToList();
        var secured = outdated.Count(row => row.Security);
        page.Open("p").Text(outdated.Count == 0 ? $"Nothing newer was found for {Amounts.Count(updates.Rows.Count, "dependency", "dependencies")}."
            : $"There is something newer for {outdated.Count} of {Amounts.Count(updates.Rows.Count, "dependency", "dependencies")}{(secured > 0 ? $", and {secured} of these have a security update" : "")}. ");
        if (outdated.Count > 0)
        {
            page.Element("code", "Update-StateDependency").Text(" (").Element("code", "containerstate dependency update").Text(") moves to it.");
        }
        page.CloseLine();
        foreach (var failure in updates.Failures)
        {
            page.Open("p", ("class", "fault")).Foreign(failure.Part).Text(" could not be looked at: ").Foreign(failure.Message).CloseLine();
        }
        if (updates.Rows.Count > 0)
        {
            new Table(page, "What is newer", "Name", "State", "Follows", "New commit", "Between").Write(
                updates.Rows.OrderBy(row => outdated.Contains(row) ? 0 : 1).ThenBy(row => row.Security ? 0 : 1), row => [Table.Foreign(row.Name), State(row), Table.Foreign(row.Follows), Table.Id(row.NewCommit), Table.Foreign(row.Between)]);
        }
    }

    private static Action<Markup> State(ReportUpdate row) => page => page.Element(
        "strong",
        row.State switch
        {
            UpdateState.Outdated => row.Security ? "! outdated, security" : "outdated",
            UpdateState.Rewritten => "! rewritten",
            UpdateState.Fixed => "fixed",
            _ => "✓ up to date",
        },
        ("class", row.State switch { UpdateState.Outdated => row.Security ? "bad" : "warn", UpdateState.Rewritten => "bad", UpdateState.Fixed => null, _ => "good" }));
}
