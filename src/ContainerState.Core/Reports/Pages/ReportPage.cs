using System.Security.Cryptography;
using System.Text;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Reports.States;
using ContainerState.Repositories;

namespace ContainerState.Reports.Pages;

/// <summary>A report as one page of HTML that needs nothing else: no script, no network, no other file.</summary>
public static class ReportPage
{
    /// <summary>The page.</summary>
    public static string Of(StateRepoReport report)
    {
        var graph = new GraphPicture(GraphModel.Of(report));
        var style = PageStyle.Text + graph.Style;
        var page = new Markup();
        page.Own("<!doctype html>\n").Open("html", ("lang", "en")).Open("head").Open("meta", ("charset", "utf-8"));
        // The names in it are anybody's: were one of them ever taken for more than text, it could still do nothing.
        page.Open("meta", ("http-equiv", "Content-Security-Policy"), ("content", $"default-src 'none'; style-src 'sha256-{Digest(style)}'; base-uri 'none'; form-action 'none'"));
        page.Open("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Open("meta", ("name", "color-scheme"), ("content", "light dark"));
        page.Open("meta", ("name", "referrer"), ("content", "no-referrer"));
        page.Element("title", $"{PageText.Shown(report.Name, 80)}: state of {CommitId.Short(report.Commit)}");
        page.Open("style").Own(style).Close().CloseLine();
        page.Open("body").Open("main");
        HeaderPart.Write(page, report);
        GraphPart.Write(page, report, graph);
        TreemapPart.Write(page, report);
        TimelinePart.Write(page, report);
        PinsPart.Write(page, report);
        UpdatesPart.Write(page, report);
        RollOutsPart.Write(page, report);
        page.Open("footer").Element("p", $"Made by ContainerState on {Amounts.Moment(report.MadeUtc)}. Ages are counted up to then.").CloseLine();
        page.Close().Close().CloseLine();
        return page.ToString();
    }

    /// <summary>Where the page of a repository goes.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="path">What somebody said: an absolute path; null for a file named after the repository, in the current folder or beside the repository.</param>
    /// <param name="folder">The current folder, absolute.</param>
    /// <exception cref="InvalidNameException">The name does not end in .html.</exception>
    public static string PlaceOf(StateRepo repository, string? path, string folder) =>
        ReportFile.PlaceOf(repository, path, folder, "a report", "-report.html");

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file; see <see cref="PlaceOf"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static FileInfo Write(StateRepoReport report, string path) => ReportFile.Write(path, Encoding.UTF8.GetBytes(Of(report)));

    private static string Digest(string style) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
}
