using System.Text;

namespace ContainerState.Reports.Pages;

/// <summary>Writes HTML and SVG. Every text and value goes through <see cref="PageText"/>; tags and names of attributes are ours alone.</summary>
internal sealed class Markup
{
    private static readonly HashSet<string> Void = ["meta", "br", "rect", "path", "line", "circle"];

    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="attributes">Its attributes. One whose value is null is left out.</param>
    public Markup Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                _text.Append(' ').Append(name).Append("=\"").Append(PageText.Escaped(PageText.Shown(value, 1000))).Append('"');
            }
        }
        _text.Append('>');
        if (!Void.Contains(tag))
        {
            _open.Push(tag);
        }
        else if (tag is not ("meta" or "br"))
        {
            // SVG, where nothing closes itself.
            _text.Append("</").Append(tag).Append('>');
        }
        return this;
    }

    /// <summary>Closes the element that was opened last.</summary>
    public Markup Close()
    {
        _text.Append("</").Append(_open.Pop()).Append('>');
        return this;
    }

    /// <summary>Closes it, and ends the line, so that a person can read the source.</summary>
    public Markup CloseLine()
    {
        Close();
        _text.Append('\n');
        return this;
    }

    /// <summary>Writes text.</summary>
    public Markup Text(string text)
    {
        _text.Append(PageText.Escaped(PageText.Shown(text, 2000)));
        return this;
    }

    /// <summary>Writes text from outside, cut when it is too long, so that its direction of writing ends with it.</summary>
    public Markup Foreign(string text) => Element("bdi", PageText.Shown(text));

    /// <summary>Writes an element that holds text.</summary>
    public Markup Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) => Open(tag, attributes).Text(text).Close();

    /// <summary>Writes a rectangle.</summary>
    public Markup Rectangle(Box box, string style, string? round = null) => Open(
        "rect", ("class", style), ("x", Amounts.Number(box.X)), ("y", Amounts.Number(box.Y)), ("width", Amounts.Number(box.Width)), ("height", Amounts.Number(box.Height)), ("rx", round));

    /// <summary>Writes a text of a picture, with its first character at a point; nothing where there is none.</summary>
    public Markup Label(double x, double y, string text, string? style = null, string? anchor = null) => text.Length == 0 ? this
        : Element("text", text, ("class", style), ("x", Amounts.Number(x)), ("y", Amounts.Number(y)), ("text-anchor", anchor));

    /// <summary>Writes our own text as it is: the style sheet.</summary>
    public Markup Own(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>All that was written.</summary>
    public override string ToString() => _text.ToString();
}
