using Spectre.Console;

namespace ContainerState.Cli.Output;

/// <summary>Tables for people: with colours on a terminal, as aligned text elsewhere.</summary>
internal static class Tables
{
    // Without a terminal there is no width, so nothing is wrapped: each row stays on one line.
    private const int Unbounded = 4000;

    /// <summary>Writes a table to standard output.</summary>
    public static void Write<T>(IReadOnlyList<Column<T>> columns, IReadOnlyList<T> rows)
    {
        var terminal = !Console.IsOutputRedirected;
        var colours = terminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal ? Console.Out : text),
        });
        if (!terminal)
        {
            console.Profile.Width = Unbounded;
        }

        var table = new Table { Border = terminal ? TableBorder.Simple : TableBorder.None };
        foreach (var column in columns)
        {
            var header = new TableColumn(new Markup(Markup.Escape(column.Title), new Style(decoration: Decoration.Bold)));
            table.AddColumn(column.Right ? header.RightAligned() : header);
        }
        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => Cell(column, row)));
        }
        console.Write(table);
        if (!terminal)
        {
            // Columns are padded up to the widest cell, and so is the last one.
            foreach (var line in text.ToString().TrimEnd('\n').Split('\n'))
            {
                Console.Out.WriteLine(line.TrimEnd());
            }
        }
    }

    private static Markup Cell<T>(Column<T> column, T row)
    {
        var colour = column.Tone?.Invoke(row) switch
        {
            Tone.Good => Color.Green,
            Tone.Bad => Color.Red,
            _ => Color.Default,
        };
        return new Markup(Markup.Escape(Plain.Line(column.Text(row))), new Style(colour));
    }
}
