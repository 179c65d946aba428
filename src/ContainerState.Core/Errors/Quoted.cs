using System.Text;

namespace ContainerState.Errors;

/// <summary>Shows a string from outside in a message, so that it cannot forge a line or hide in one.</summary>
public static class Quoted
{
    private const int MostShown = 120;

    /// <summary>The text in quotes, control characters as escapes, cut after 120 characters.</summary>
    public static string Text(string value)
    {
        var text = new StringBuilder("'");
        foreach (var c in value.Length > MostShown ? value[..MostShown] : value)
        {
            text.Append(char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString());
        }
        return text.Append(value.Length > MostShown ? "…'" : "'").ToString();
    }
}
