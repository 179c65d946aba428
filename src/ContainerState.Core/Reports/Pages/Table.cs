namespace ContainerState.Reports.Pages;

/// <summary>A table that becomes a list of cards where the page is narrow.</summary>
/// <param name="page">Where it is written.</param>
/// <param name="caption">What it is, for who cannot see where it stands.</param>
/// <param name="columns">The headings; those of figures begin with <c>#</c>.</param>
internal sealed class Table(Markup page, string caption, params IReadOnlyList<string> columns)
{
    /// <summary>Writes it.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cells">Writes the cells of a row, one for each column; the first is the name of the row.</param>
    public void Write<T>(IEnumerable<T> rows, Func<T, IReadOnlyList<Action<Markup>>> cells)
    {
        // A style that makes cards of rows takes their roles from them.
        page.Open("table", ("role", "table")).Element("caption", caption).Open("thead", ("role", "rowgroup")).Open("tr", ("role", "row"));
        foreach (var column in columns)
        {
            page.Element("th", column.TrimStart('#'), ("scope", "col"), ("role", "columnheader"), ("class", column[0] == '#' ? "n" : null));
        }
        page.Close().Close().Open("tbody", ("role", "rowgroup"));
        foreach (var row in rows)
        {
            page.Open("tr", ("role", "row"));
            var number = 0;
            foreach (var cell in cells(row))
            {
                var column = columns[number];
                page.Open(number == 0 ? "th" : "td", ("scope", number == 0 ? "row" : null), ("role", number == 0 ? "rowheader" : "cell"), ("data-name", column.TrimStart('#')), ("class", column[0] == '#' ? "n" : null));
                cell(page);
                page.Close();
                number++;
            }
            page.CloseLine();
        }
        page.Close().CloseLine();
    }

    /// <summary>A cell of our own text.</summary>
    public static Action<Markup> Plain(string text) => page => page.Text(text);

    /// <summary>A cell of text from outside.</summary>
    public static Action<Markup> Foreign(string text) => page =>
    {
        if (text.Length > 0)
        {
            page.Foreign(text);
        }
    };

    /// <summary>A cell with the beginning of an id, and all of it on asking.</summary>
    public static Action<Markup> Id(string id) => page =>
    {
        if (id.Length > 0)
        {
            page.Element("code", Git.CommitId.Short(id), ("title", id));
        }
    };

    /// <summary>A cell with a moment.</summary>
    public static Action<Markup> Day(DateTime? utc, string otherwise = "") => page =>
    {
        if (utc is { } moment)
        {
            page.Element("time", Amounts.Day(moment), ("datetime", Amounts.Iso(moment)));
        }
        else
        {
            page.Text(otherwise);
        }
    };
}
