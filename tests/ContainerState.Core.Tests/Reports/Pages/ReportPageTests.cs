using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Reports.Pages;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Reports.Pages;

public sealed partial class ReportPageTests : IDisposable
{
    private static readonly string[] Tags =
    [
        "!doctype", "a", "bdi", "body", "caption", "circle", "code", "details", "footer", "g", "h1", "h2", "h3", "head", "header", "html", "div", "li", "line", "main", "meta", "nav", "p", "path",
        "rect", "section", "strong", "style", "summary", "svg", "table", "tbody", "td", "text", "th", "thead", "time", "title", "tr", "ul",
    ];

    private static readonly string[] Attributes =
    [
        "aria-hidden", "aria-label", "aria-labelledby", "charset", "class", "content", "cx", "cy", "d", "data-name", "datetime", "height", "href", "http-equiv", "id", "lang", "name", "open", "r", "role", "rx",
        "scope", "tabindex", "text-anchor", "title", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
    ];

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_first_lines_say_what_it_is_and_how_it_stands()
    {
        var text = TextOf(ReportPage.Of(MadeReport.Full));

        Assert.Contains("web Commit aaaaaaaaaaaa of 24 Nov 2026, branch main ✓ Complete. 7 components in an image of 50.0 MiB (150.0 MiB of files); 1 server runs from it, and 1 from another commit.", text, StringComparison.Ordinal);
        Assert.Contains("1 of 2 dependencies, and 1 of these have a security update", text, StringComparison.Ordinal);
        Assert.Contains("Not recorded, since the result came from a cache or from an earlier version: part-003.", text, StringComparison.Ordinal);
        Assert.Contains("! rolled back", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_empty_part_says_so_and_names_the_command()
    {
        var text = TextOf(ReportPage.Of(MadeReport.Empty));

        Assert.Contains("0 components; no image of this commit was built here; only root sees which servers run from it.", text, StringComparison.Ordinal);
        foreach (var command in (string[])["dependency add", "image build", "repo report --outdated", "server rebuild"])
        {
            Assert.Contains($"(containerstate {command}) fills this part.", text, StringComparison.Ordinal);
        }
        Assert.Contains("No component has a build step", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_an_attacker_stay_text()
    {
        var page = ReportPage.Of(MadeReport.Hostile);

        Assert.Empty(TagName().Matches(page).Select(tag => tag.Groups["name"].Value).Except(Tags));
        Assert.Empty(TagText().Matches(page).SelectMany(tag => AttributeName().Matches(tag.Value).Select(name => name.Groups["name"].Value)).Except(Attributes));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "</style", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.DoesNotContain('\0', page);
        Assert.DoesNotContain('\u202e', page);
        Assert.Equal(page, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(page)));
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 1001), page, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_may_be_loaded_or_run_and_the_style_is_known_by_its_digest()
    {
        var page = ReportPage.Of(MadeReport.Full);

        var style = page[(page.IndexOf("<style>", StringComparison.Ordinal) + 7)..page.IndexOf("</style>", StringComparison.Ordinal)];
        var digest = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Contains($"content=\"default-src &#39;none&#39;; style-src &#39;sha256-{digest}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        // All that is linked to is in the page.
        Assert.All(Regex.Matches(page, "href=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)), link => Assert.StartsWith("#", link.Groups["to"].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Three_hundred_components_stay_small_and_take_seconds()
    {
        ReportPage.Of(MadeReport.Full);
        var watch = Stopwatch.StartNew();

        var page = ReportPage.Of(MadeReport.Of(300));

        TestContext.Current.SendDiagnosticMessage($"300 components: {page.Length} characters in {watch.Elapsed.TotalSeconds:0.00} s");
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 100_000, 2_000_000);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
        Assert.Contains("part-299", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_components_that_are_alike_are_one_box()
    {
        var model = GraphModel.Of(MadeReport.Of(300));

        Assert.Contains(model.Nodes, node => node.Kind == GraphNode.Component && node.Name.EndsWith(" components", StringComparison.Ordinal));
        Assert.InRange(model.Nodes.Count, 10, 250);
        Assert.Equal(15, GraphModel.Of(MadeReport.Full).Nodes.Count);
    }

    [Fact]
    public void The_page_is_written_whole_over_what_was_there_or_not_at_all()
    {
        var file = _temp.At("page.html");
        File.WriteAllText(file, "old");

        Assert.Equal(file, ReportPage.Write(MadeReport.Full, file).FullName);

        Assert.Equal(ReportPage.Of(MadeReport.Full), File.ReadAllText(file));
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_temp.Path));
        Assert.Throws<DirectoryNotFoundException>(() => ReportPage.Write(MadeReport.Full, _temp.At("nowhere", "page.html")));
        Directory.CreateDirectory(_temp.At("folder.html"));
        Refused.With(ErrorId.WrongFileKind, () => ReportPage.Write(MadeReport.Full, _temp.At("folder.html")));
    }

    [Fact]
    public void A_page_goes_into_the_repository_only_when_somebody_says_so()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        var repository = StateRepo.Open(repo.Path);
        Directory.CreateSymbolicLink(_temp.At("link"), Path.Combine(repo.Path, "rootfs"));

        Assert.Equal(_temp.At("web-report.html"), ReportPage.PlaceOf(repository, null, _temp.Path));
        Assert.Equal(Path.Combine(repo.Path, "x.html"), ReportPage.PlaceOf(repository, Path.Combine(repo.Path, "x.html"), repo.Path));
        foreach (var folder in (string[])[repo.Path, Path.Combine(repo.Path, "rootfs"), _temp.At("link"), Path.Combine(repo.Path, ".git")])
        {
            Assert.Equal(_temp.At("web-report.html"), ReportPage.PlaceOf(repository, null, folder));
        }
        Directory.CreateDirectory(_temp.At("web2"));
        Assert.Equal(_temp.At("web2", "web-report.html"), ReportPage.PlaceOf(repository, null, _temp.At("web2")));
        Refused.With(ErrorId.InvalidName, () => ReportPage.PlaceOf(repository, Path.Combine(repo.Path, "state.yaml"), _temp.Path));
        Refused.With(ErrorId.InvalidName, () => ReportPage.PlaceOf(repository, "/tmp/.html", _temp.Path));
    }

    // As a reader sees it, with one space for all that lies between words.
    private static string TextOf(string page) => Regex.Replace(
        System.Net.WebUtility.HtmlDecode(Regex.Replace(page[page.IndexOf("<body", StringComparison.Ordinal)..], "(?<end></(?:h1|h2|h3|p|li|td|th)>)|<[^>]*>", match => match.Groups["end"].Success ? " " : "", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))),
        @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(5));

    [GeneratedRegex("</?(?<name>[A-Za-z!][A-Za-z0-9-]*)(?=[\\s>/])", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex TagName();

    [GeneratedRegex("<[a-z][^>]*>", RegexOptions.None, 5000)]
    private static partial Regex TagText();

    [GeneratedRegex("\\s(?<name>[^\\s=\"'<>]+)=\"[^\"]*\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex AttributeName();
}
