using ContainerState.Imports;
using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>The part of a page that says what the commit pins, and how old that is.</summary>
internal static class PinsPart
{
    private const double BarWidth = 72;

    /// <summary>Writes it.</summary>
    public static void Write(Markup page, StateRepoReport report)
    {
        Sections.Open(page, "pins");
        if (report.Pins.Count == 0)
        {
            Sections.Empty(page, "The commit pins nothing from elsewhere.", "Add-StateDependency", "containerstate dependency add");
            page.CloseLine();
            return;
        }
        var ages = report.Pins.Select(pin => pin.AgeDays ?? 0).ToList();
        page.Element("p", $"{Amounts.Count(report.Pins.Count, "dependency", "dependencies")}. The age counts from the date of the pinned commit; the commit of an import has none, so there it counts from the day on which it was pinned here.");
        new Table(page, "Dependencies", "Name", "Kind", "Version", "Commit", "Dated", "Pinned here", "#Age", "From").Write(report.Pins, pin =>
        [
            Table.Foreign(pin.Name), Table.Plain(KindOf(pin.Kind)), Table.Foreign(pin.Version), Commit(pin), Table.Day(pin.CommittedUtc, "no date"),
            Table.Day(pin.PinnedUtc, "not known") + (pin.PinnedBefore ? Table.Plain(" or before") : null), Age(pin, ages.Max()), pin.Url == "./" ? Table.Plain("this repository") : Table.Foreign(pin.Url),
        ]);
        page.CloseLine();
    }

    private static Action<Markup> Commit(ReportPin pin) => page =>
    {
        Table.Id(pin.Commit)(page);
        if (!pin.Present)
        {
            page.Text(" ").Element("strong", "not here", ("class", "bad"));
        }
    };

    private static Action<Markup> Age(ReportPin pin, double oldest) => page =>
    {
        if (pin.AgeDays is not { } days)
        {
            page.Text("not known");
            return;
        }
        page.Text((pin.PinnedBefore && pin.CommittedUtc is null ? "at least " : "") + Amounts.Age(days));
        if (oldest >= 1)
        {
            page.Open("svg", ("class", "age"), ("aria-hidden", "true"), ("width", "72"), ("height", "5"), ("viewBox", "0 0 72 5"));
            page.Rectangle(new(0, 0, BarWidth, 5), "track", "2").Rectangle(new(0, 0, Math.Max(2, days / oldest * BarWidth), 5), "fill", "2").Close();
        }
    };

    private static string KindOf(string kind) => kind switch
    {
        DependencyKind.Submodule => "Git",
        DependencyKind.SideBySide => "Git, side by side",
        DependencyKind.Debian => "Debian packages",
        DependencyKind.DebianSource => "Debian source",
        DependencyKind.Archive => "archive",
        DependencyKind.LargeFiles => "Git LFS files",
        _ => "of an unknown kind",
    };
}
