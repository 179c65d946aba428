using System.Globalization;
using System.Text;
using ContainerState.Reports.Pages;
using ContainerState.Reports.States;
using Xunit;

namespace ContainerState.Integration.Tests.Reports;

/// <summary>The page of a report, as a browser shows it.</summary>
public sealed class RenderedReportTests(Browser browser) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Reports => ["Full", "Empty", "Hostile", "Large"];

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Nothing_is_wider_than_a_phone_or_a_desk(string report)
    {
        await using var page = await browser.OpenAsync();
        foreach (var width in (int[])[320, 360, 700, 1280])
        {
            await page.ShowAsync(Write(report), width);
            Assert.InRange(await page.AskAsync<int>("document.documentElement.scrollWidth"), 1, width);
            // Nor with all that can be opened.
            await page.AskAsync<int>("document.querySelectorAll('details').forEach(one => one.open = true), 0");
            Assert.InRange(await page.AskAsync<int>("document.documentElement.scrollWidth"), 1, width);
            Assert.Equal("", await page.AskAsync<string>("[...document.querySelectorAll('td,th,p,li,h1')].filter(one => getComputedStyle(one).overflow == 'visible' && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0).map(one => one.outerHTML).slice(0, 1).join('')"));
        }
        AssertQuiet(page);
    }

    [Theory]
    [InlineData(360, "narrow", "wide")]
    [InlineData(1280, "wide", "narrow")]
    public async Task Each_picture_is_seen_once_and_is_large_enough_to_read(int width, string shown, string hidden)
    {
        await using var page = await browser.OpenAsync();
        await page.ShowAsync(Write("Full"), width);

        foreach (var picture in (string[])["treemap", "timeline", "roll"])
        {
            Assert.True(await page.AskAsync<bool>($"[...document.querySelectorAll('svg.{picture}.{shown}')].every(one => one.getBoundingClientRect().width > 250 && one.getBoundingClientRect().height > 30)"), picture);
            Assert.True(await page.AskAsync<bool>($"[...document.querySelectorAll('svg.{picture}.{hidden}')].every(one => one.getBoundingClientRect().width == 0)"), picture);
            Assert.InRange(await page.AskAsync<int>($"document.querySelectorAll('svg.{picture}.{shown}').length"), 1, 1);
        }
        Assert.InRange(await page.AskAsync<double>("document.querySelector('svg.graph').getBoundingClientRect().width"), 400, 2000);
        Assert.True(await page.AskAsync<bool>("[...document.querySelectorAll('svg.graph rect.shape')].every(one => one.getBoundingClientRect().height > 30)"));
        // As it comes out on the screen.
        Assert.InRange(await page.AskAsync<double>($"Math.min(...[...document.querySelectorAll('svg.treemap.{shown} text')].map(one => one.getBoundingClientRect().height))"), 9, 40);
        Assert.Equal(0, await page.AskAsync<int>("[...document.querySelectorAll('svg.graph text')].filter(one => { const box = one.parentNode.querySelector('rect').getBoundingClientRect(), text = one.getBoundingClientRect(); return text.right > box.right + 1 || text.left < box.left - 1; }).length"));
    }

    [Fact]
    public async Task A_script_in_a_name_is_shown_as_text_and_does_nothing()
    {
        await using var page = await browser.OpenAsync();
        await page.ShowAsync(Write("Hostile"));

        Assert.Equal(0, await page.AskAsync<int>("document.querySelectorAll('script,img,iframe,object,embed,link,form,foreignObject,use,image').length"));
        Assert.StartsWith("<script>alert(1)</script>", await page.AskAsync<string>("document.querySelector('h1').textContent"), StringComparison.Ordinal);
        Assert.True(await page.AskAsync<bool>("[...document.querySelectorAll('svg.graph text')].some(one => one.textContent.startsWith('<script>'))"));
        Assert.Equal(1, await page.AskAsync<int>("document.querySelectorAll('style').length"));
        Assert.Equal(6, await page.AskAsync<int>("document.querySelectorAll('main > section').length"));
        AssertQuiet(page);
    }

    [Fact]
    public async Task What_comes_into_the_page_all_the_same_may_do_nothing()
    {
        var file = Path.Combine(_folder, "broken.html");
        await File.WriteAllTextAsync(file, ReportPage.Of(MadeReport.Full).Replace("<footer>", "<script>document.title = 'taken'</script><img src=\"http://127.0.0.1:9/x\"><p style=\"color:red\" onclick=\"x()\">x</p><footer>", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync();
        await page.ShowAsync(file);

        Assert.NotEqual("taken", await page.AskAsync<string>("document.title"));
        Assert.Contains(page.Complaints, complaint => complaint.Contains("script", StringComparison.Ordinal) && complaint.Contains("Content Security Policy", StringComparison.Ordinal));
        Assert.Contains(page.Complaints, complaint => complaint.Contains("127.0.0.1:9", StringComparison.Ordinal) && complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Light_and_dark_differ_and_can_both_be_read()
    {
        await using var page = await browser.OpenAsync();
        var seen = new List<(string Back, byte[] Picture)>();
        foreach (var scheme in (string[])["light", "dark"])
        {
            await page.ShowAsync(Write("Full"), scheme: scheme);
            seen.Add((await page.AskAsync<string>("getComputedStyle(document.body).backgroundColor"), await page.PhotographAsync()));
            Assert.Equal("", await page.AskAsync<string>(Contrast));
        }
        Assert.NotEqual(seen[0].Back, seen[1].Back);
        Assert.NotEqual(seen[0].Picture, seen[1].Picture);
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task It_can_be_printed(string report)
    {
        await using var page = await browser.OpenAsync();
        await page.ShowAsync(Write(report));

        var printed = await page.PrintAsync();

        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(printed, 0, 5), StringComparison.Ordinal);
        Assert.InRange(printed.Length, 5_000, 20_000_000);
    }

    [Fact]
    public async Task Each_picture_has_a_name_and_each_part_a_heading()
    {
        await using var page = await browser.OpenAsync();
        await page.ShowAsync(Write("Full"));

        Assert.Equal(0, await page.AskAsync<int>("[...document.querySelectorAll('svg')].filter(one => !one.closest('[aria-hidden=true]') && !(one.getAttribute('role') == 'img' && one.getAttribute('aria-label'))).length"));
        Assert.Equal(0, await page.AskAsync<int>("[...document.querySelectorAll('section')].filter(one => !document.getElementById(one.getAttribute('aria-labelledby'))?.textContent).length"));
        Assert.Equal(0, await page.AskAsync<int>("[...document.querySelectorAll('nav a')].filter(one => !document.querySelector(one.getAttribute('href'))).length"));
        Assert.Equal(0, await page.AskAsync<int>("[...document.querySelectorAll('[id]')].length - new Set([...document.querySelectorAll('[id]')].map(one => one.id)).size"));
    }

    // Of all text that is seen, 4.5 to 1 (WCAG 2.2, 1.4.3), with the colour that lies behind it.
    private const string Contrast = """
        (() => {
          const light = c => { const [r, g, b] = c.match(/[\d.]+/g).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
          const back = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
          const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
          const faults = [];
          for (const e of document.querySelectorAll('p,li,td,th,h1,h2,h3,a,strong,summary,code,time')) {
            if (e.textContent && e.getClientRects().length && ratio(getComputedStyle(e).color, back(e)) < 4.5) faults.push(e.outerHTML.slice(0, 100));
          }
          for (const e of document.querySelectorAll('svg text')) {
            if (!e.getClientRects().length) continue;
            const shape = [...e.parentNode.children].filter(one => one.tagName == 'rect' && /shape|folder|whole/.test(one.className.baseVal)).pop();
            if (ratio(getComputedStyle(e).fill, shape ? getComputedStyle(shape).fill : back(e.closest('div,section'))) < 4.5) faults.push(e.outerHTML.slice(0, 100));
          }
          return faults.slice(0, 3).join('\n');
        })()
        """;

    private void AssertQuiet(BrowserPage page)
    {
        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, request => Assert.StartsWith("file://" + _folder, request, StringComparison.Ordinal));
    }

    private string Write(string name)
    {
        StateRepoReport report = name switch
        {
            "Full" => MadeReport.Full,
            "Empty" => MadeReport.Empty,
            "Hostile" => MadeReport.Hostile,
            _ => MadeReport.Of(300),
        };
        return ReportPage.Write(report, Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{name}.html"))).FullName;
    }
}
