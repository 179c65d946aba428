using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>What the parts of a page have in common.</summary>
internal static class Sections
{
    /// <summary>The parts, by the name of their anchor, in order.</summary>
    public static readonly (string Id, string Title)[] All =
    [
        ("made-of", "What it is made of"), ("bytes", "Where the bytes are"), ("time", "Where the build time went"), ("pins", "What it pins"),
        ("outdated", "What is outdated"), ("roll-outs", "What was rolled out"),
    ];

    /// <summary>Opens a part.</summary>
    public static void Open(Markup page, string id) =>
        page.Open("section", ("aria-labelledby", id)).Element("h2", All.Single(section => section.Id == id).Title, ("id", id)).Own("\n");

    /// <summary>Says that a part is empty, and what fills it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="why">Why it is empty.</param>
    /// <param name="cmdlet">The cmdlet that fills it; empty for none.</param>
    /// <param name="command">The same on the command line.</param>
    public static void Empty(Markup page, string why, string cmdlet = "", string command = "")
    {
        page.Open("p", ("class", "empty")).Text(why);
        if (cmdlet.Length > 0)
        {
            page.Text(" ").Element("code", cmdlet).Text(" (").Element("code", command).Text(") fills this part.");
        }
        page.CloseLine();
    }

    /// <summary>Says what of a part could not be found out.</summary>
    public static void Faults(Markup page, StateRepoReport report, string part)
    {
        foreach (var fault in report.Faults.Where(fault => fault.Part == part))
        {
            page.Open("p", ("class", "fault")).Foreign(fault.Message).CloseLine();
        }
    }

    /// <summary>Names, as many as anybody reads.</summary>
    public static void Names(Markup page, IReadOnlyList<string> names, int most = 12)
    {
        for (var i = 0; i < Math.Min(names.Count, most); i++)
        {
            page.Text(i == 0 ? "" : ", ").Foreign(names[i]);
        }
        page.Text(names.Count > most ? $" and {names.Count - most} more" : "");
    }
}
