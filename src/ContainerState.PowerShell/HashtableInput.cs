using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;
using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.PowerShell;

/// <summary>Reads hashtables given by the user.</summary>
internal static class HashtableInput
{
    /// <summary>Names and texts.</summary>
    /// <exception cref="InvalidNameException">A value is neither a text nor a number: of a list, nobody can tell how it is to be joined.</exception>
    public static Dictionary<string, string> Variables(Hashtable table) =>
        Entries(table).ToDictionary(entry => entry.Name, entry => TextOf(entry.Name, entry.Value), StringComparer.Ordinal);

    private static string TextOf(string name, object? value) => value switch
    {
        null => "",
        string or char or bool or IFormattable => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        Uri or FileSystemInfo => value.ToString()!,
        SecureString => throw new InvalidNameException("variable", name, "-Secret for what nobody may see"),
        _ => throw new InvalidNameException("variable", name, "a text or a number as its value; join the parts of a list with -join"),
    };

    /// <summary>
    /// The options with secrets: a text, a SecureString or bytes as they are, a FileInfo to be read at the start; or a hashtable with one
    /// of these as Value, and with Owner and Mode. No message shows a value.
    /// </summary>
    /// <exception cref="InvalidNameException">A value is of another type.</exception>
    public static StartOptions WithSecrets(this StartOptions options, Hashtable table)
    {
        var secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var access = new Dictionary<string, SecretAccess>(StringComparer.Ordinal);
        foreach (var (name, given) in Entries(table))
        {
            var value = given;
            if (given is Hashtable more)
            {
                (value, access[name]) = WithAccess(name, more);
            }
            if (value is FileInfo file)
            {
                files[name] = file.FullName;
                continue;
            }
            secrets[name] = value switch
            {
                string text => Encoding.UTF8.GetBytes(text),
                // The plain text is in memory only until it is converted to bytes.
                SecureString secure => Encoding.UTF8.GetBytes(new NetworkCredential("", secure).Password),
                byte[] bytes => bytes,
                _ => throw new InvalidNameException("secret", name, "a text, a SecureString, a FileInfo or bytes as its value, or @{ Value = ...; Owner = ...; Mode = ... }"),
            };
        }
        return options with { Secrets = secrets, SecretFiles = files, SecretAccess = access };
    }

    private static (object? Value, SecretAccess Access) WithAccess(string name, Hashtable table)
    {
        object? value = null;
        var access = new SecretAccess();
        foreach (var (key, given) in Entries(table))
        {
            switch (key.ToUpperInvariant())
            {
                case "VALUE":
                    value = given;
                    break;
                case "OWNER":
                    access = access with { Owner = TextOf(name, given) };
                    break;
                case "MODE" when given is string mode:
                    access = access with { Mode = mode };
                    break;
                // A number has lost its digits: 0440 is 440 to PowerShell.
                default:
                    throw new InvalidNameException("secret", name, "a hashtable with Value, and with Owner and Mode where wanted; Mode in quotes, such as '0440'");
            }
        }
        return (value, access);
    }

    private static IEnumerable<(string Name, object? Value)> Entries(Hashtable table) =>
        table.Cast<DictionaryEntry>().Select(entry => (
            Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "", entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value));
}
