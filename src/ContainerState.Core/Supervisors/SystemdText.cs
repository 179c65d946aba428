using System.Globalization;
using System.Text;

namespace ContainerState.Supervisors;

/// <summary>Strings in unit files: the quoting of systemd.syntax(7), the specifiers of systemd.unit(5), the variables of systemd.service(5).</summary>
internal static class SystemdText
{
    /// <summary>One word, whatever is in it.</summary>
    /// <param name="text">The word.</param>
    /// <param name="isArgument">True for an argument of a command, in which a dollar sign would begin a variable; not for its program.</param>
    public static string Quote(string text, bool isArgument = false)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '%' => "%%",
                '$' when isArgument => "$$",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when c is < ' ' or '\u007f' => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
