using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>The part of a page that says where the bytes of the image are: a treemap by component and folder, and a table.</summary>
internal static class TreemapPart
{
    private const double Heading = 19;
    private const double Character = 6.6;
    private const double BoldCharacter = 7.2;
    private const int MostInLegend = 12;

    // For each width of a page a picture of its own, since text that shrinks with a picture cannot be read.
    private static readonly (string Style, double Width, double Height)[] Sizes = [("wide", 1000, 500), ("narrow", 340, 560)];

    /// <summary>Writes it.</summary>
    public static void Write(Markup page, StateRepoReport report)
    {
        Sections.Open(page, "bytes");
        if (report.Image is null)
        {
            Sections.Empty(page, "The commit was not built here.", "Build-ServerImage", "containerstate image build");
        }
        else if (report.Folders.Count == 0)
        {
            Sections.Faults(page, report, ReportFault.Content);
            Sections.Empty(page, "What is in the image is not known here.", "Update-StateRepo", "containerstate repo update");
        }
        else
        {
            var bytes = report.Folders.Sum(folder => folder.Bytes);
            page.Element("p", $"{Amounts.Count(report.Image.Files, "file")} of {Amounts.Size(bytes)} together, as they are on a server. What several components give is counted for the first of them.");
            foreach (var (style, width, height) in Sizes)
            {
                WritePicture(page, report, style, new(0, 0, width, height));
            }
            WriteLegend(page, report);
            WriteTable(page, report, bytes);
        }
        page.CloseLine();
    }

    private static void WritePicture(Markup page, StateRepoReport report, string style, Box area)
    {
        var palette = new Palette(report);
        var components = report.Folders.GroupBy(folder => folder.Component, StringComparer.Ordinal).Select(group => (Name: group.Key, Folders: group.ToList(), Bytes: group.Sum(folder => folder.Bytes))).ToList();
        var boxes = Treemap.Divide([.. components.Select(component => (double)component.Bytes)], area);
        page.Open("svg", ("class", $"treemap {style}"), ("role", "img"), ("aria-label", "Sizes of components and folders; the table below says the same"), ("viewBox", $"0 0 {area.Width:0} {area.Height:0}"));
        for (var i = 0; i < components.Count; i++)
        {
            var (name, folders, bytes) = components[i];
            var shown = NameOf(name);
            if (boxes[i] is not { Width: > 0.3, Height: > 0.3 })
            {
                continue;
            }
            var box = boxes[i].Inset(1, 1, 1, 1);
            page.Open("g", ("class", palette.ClassOf(name))).Element("title", $"{shown}: {Amounts.Size(bytes)}").Rectangle(box, "whole");
            var whole = $"{shown} {Amounts.Size(bytes)}";
            var heading = PageText.Fitting(whole.Length * BoldCharacter <= box.Width - 10 ? whole : shown, box.Width - 10, BoldCharacter);
            var hasHeading = heading.Length > 0 && box.Height > 2 * Heading;
            if (hasHeading)
            {
                page.Label(box.X + 5, box.Y + 14, heading, "name");
            }
            if (box is { Width: > 14, Height: > 14 })
            {
                WriteFolders(page, shown, folders, hasHeading ? box.Inset(2, Heading, 2, 2) : box.Inset(2, 2, 2, 2), hasHeading);
            }
            page.CloseLine();
        }
        page.CloseLine();
    }

    private static void WriteFolders(Markup page, string component, List<ReportFolder> folders, Box within, bool hasHeading)
    {
        var boxes = Treemap.Divide([.. folders.Select(folder => (double)folder.Bytes)], within);
        for (var i = 0; i < folders.Count; i++)
        {
            var (folder, box) = (folders[i], boxes[i]);
            if (box is not { Width: > 2, Height: > 2 })
            {
                continue;
            }
            var name = PathOf(folder);
            page.Open("g").Element("title", $"{component}, {name}: {Amounts.Size(folder.Bytes)} in {Amounts.Count(folder.Files, "file")}").Rectangle(box.Inset(0.5, 0.5, 0.5, 0.5), "folder");
            // The root says nothing that the heading does not say.
            if (box.Height > 16 && !(hasHeading && folder.Path == "/"))
            {
                // Where there is no room for the heading, the name is said here.
                var said = hasHeading || box.Height > 32 ? folder.Path : component;
                page.Label(box.X + 4, box.Y + 13, PageText.Fitting(EndOf(PageText.Shown(said), (int)((box.Width - 8) / Character)), box.Width - 8, Character));
                page.Label(box.X + 4, box.Y + 27, box.Height > 32 && Amounts.Size(folder.Bytes) is var size && size.Length * Character <= box.Width - 6 ? size : "", "size");
            }
            page.Close();
        }
    }

    private static void WriteLegend(Markup page, StateRepoReport report)
    {
        var palette = new Palette(report);
        var components = report.Folders.GroupBy(folder => folder.Component, StringComparer.Ordinal).Select(group => (Name: group.Key, Bytes: group.Sum(folder => folder.Bytes))).ToList();
        page.Open("ul", ("class", "legend"));
        foreach (var (name, bytes) in components.Take(MostInLegend))
        {
            page.Open("li").Open("svg", ("aria-hidden", "true"), ("width", "14"), ("height", "14"), ("class", palette.ClassOf(name))).Rectangle(new(1, 1, 12, 12), "whole", "3").Close().Foreign(NameOf(name)).Text($" {Amounts.Size(bytes)}").Close();
        }
        if (components.Count > MostInLegend)
        {
            page.Element("li", $"and {components.Count - MostInLegend} more of {Amounts.Size(components.Skip(MostInLegend).Sum(component => component.Bytes))}");
        }
        page.CloseLine();
    }

    private static void WriteTable(Markup page, StateRepoReport report, long bytes)
    {
        page.Open("details").Element("summary", $"The {Amounts.Count(report.Folders.Count, "folder")} of this picture as a table");
        new Table(page, "Folders by component", "Component", "Folder", "#Files", "#Size", "#Share").Write(report.Folders, folder =>
        [
            folder.Component.Length > 0 ? Table.Foreign(folder.Component) : Table.Plain(NameOf("")), Table.Foreign(PathOf(folder)), Table.Plain($"{folder.Files:#,0}"), Table.Plain(Amounts.Size(folder.Bytes)),
            Table.Plain(bytes > 0 ? $"{100.0 * folder.Bytes / bytes:0.0} %" : ""),
        ]);
        page.CloseLine();
    }

    private static string NameOf(string component) => component.Length > 0 ? PageText.Shown(component) : "of no known component";

    // The end of a path says more than its beginning.
    private static string EndOf(string path, int most)
    {
        for (var slash = 0; path.Length - slash + (slash > 0 ? 1 : 0) > most; slash = path.IndexOf('/', slash + 1))
        {
            if (path.IndexOf('/', slash + 1) < 0)
            {
                return path[(path.LastIndexOf('/') + 1)..];
            }
            if (path.Length - path.IndexOf('/', slash + 1) + 1 <= most)
            {
                return $"…{path[path.IndexOf('/', slash + 1)..]}";
            }
        }
        return path;
    }

    private static string PathOf(ReportFolder folder) => folder.Rest ? $"{folder.Path} (the rest)" : folder.Path;
}
