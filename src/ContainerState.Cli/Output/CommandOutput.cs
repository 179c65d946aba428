using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ContainerState.Cli.Running;
using ContainerState.Platform;

namespace ContainerState.Cli.Output;

/// <summary>The only place that writes: results to standard output, everything else to standard error.</summary>
/// <remarks>Tables and colours come from a library that takes longer to load than most commands run, so only tables load it.</remarks>
internal sealed class CommandOutput : IDisposable
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly bool json;
    private readonly ProgressLine? progress;

    /// <summary>Creates the output of one command.</summary>
    /// <param name="json">True for JSON lines instead of text for people.</param>
    public CommandOutput(bool json)
    {
        this.json = json;
        progress = json || Console.IsErrorRedirected ? null : new ProgressLine(Console.Error);
    }

    /// <summary>Where progress goes; null where there is no terminal.</summary>
    public IProgress<StepProgress>? Progress => progress;

    /// <summary>True when results are JSON lines.</summary>
    public bool Json => json;

    /// <summary>Shows one result.</summary>
    public void Write<T>(View<T> view, T item)
    {
        if (json)
        {
            WriteJson(Console.OpenStandardOutput, writer => view.WriteJson(writer, item));
            return;
        }
        var width = view.Fields.Max(field => field.Title.Length);
        foreach (var field in view.Fields)
        {
            var text = Plain.Line(field.Text(item));
            if (text.Length > 0)
            {
                Line($"{field.Title.PadRight(width)}  {text}");
            }
        }
    }

    /// <summary>Shows results as a table; as JSON each is written as it comes.</summary>
    public void WriteTable<T>(View<T> view, IEnumerable<T> items)
    {
        if (json)
        {
            foreach (var item in items)
            {
                Write(view, item);
            }
            return;
        }
        var rows = items.ToList();
        progress?.Clear();
        if (rows.Count > 0)
        {
            Tables.Write(view.Columns, rows);
        }
    }

    /// <summary>Prints information for people; not in JSON mode.</summary>
    public void Line(string text)
    {
        if (!json)
        {
            progress?.Clear();
            Console.Out.WriteLine(text);
        }
    }

    /// <summary>Prints a text that is in a format of its own, as it is.</summary>
    public void Text(string text)
    {
        progress?.Clear();
        Console.Out.Write(text);
    }

    /// <summary>Prints a warning; the command goes on.</summary>
    public void Warning(string message)
    {
        if (json)
        {
            WriteJson(Console.OpenStandardError, writer => writer.WriteString("warning", message));
            return;
        }
        WriteError("warning: " + message);
    }

    /// <summary>Shows a line of output from something else, with its source.</summary>
    public void Aside(string who, string text)
    {
        if (json)
        {
            WriteJson(Console.OpenStandardError, writer =>
            {
                writer.WriteString("component", who);
                writer.WriteString("line", text);
            });
            return;
        }
        progress?.Clear();
        Console.Error.WriteLine(Plain.Line($"{who} | {text}"));
    }

    /// <summary>Reports an error.</summary>
    public void Error(ErrorReport report, Exception error)
    {
        var trace = Environment.GetEnvironmentVariable("CONTAINERSTATE_TRACE") == "1" ? error.ToString() : "";
        if (json)
        {
            WriteJson(Console.OpenStandardError, writer =>
            {
                writer.WriteString("errorId", report.ErrorId);
                writer.WriteString("message", report.Message);
                writer.WriteString("remedy", report.Remedy);
                writer.WriteString("target", report.Target);
                writer.WriteNumber("exitCode", report.ExitCode);
                if (trace.Length > 0)
                {
                    writer.WriteString("trace", trace);
                }
            });
            return;
        }
        WriteError(report.Message);
        foreach (var line in (report.Remedy.Length > 0 ? Plain.Lines(report.Remedy) : []).Concat(trace.Length > 0 ? Plain.Lines(trace) : []))
        {
            Console.Error.WriteLine("  " + line);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => progress?.Dispose();

    private void WriteError(string text)
    {
        progress?.Clear();
        var prefix = "containerstate: ";
        foreach (var line in Plain.Lines(text))
        {
            Console.Error.WriteLine(prefix + line);
            prefix = "  ";
        }
    }

    private static void WriteJson(Func<Stream> open, Action<Utf8JsonWriter> properties)
    {
        var line = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(line, JsonOptions))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
        }
        line.Write("\n"u8);
        using var stream = open();
        stream.Write(line.WrittenSpan);
    }
}
