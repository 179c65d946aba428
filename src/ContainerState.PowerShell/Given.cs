using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;
using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.PowerShell;

/// <summary>Reads hashtables that people write.</summary>
internal static class Given
{
    /// <summary>Names and texts.</summary>
    public static Dictionary<string, string> Variables(Hashtable table) =>
        Entries(table).ToDictionary(entry => entry.Name, entry => Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal);

    /// <summary>Names and secrets. No message shows a value.</summary>
    /// <exception cref="InvalidNameException">A value is of another type.</exception>
    public static async Task<Dictionary<string, byte[]>> SecretsAsync(Hashtable table, CancellationToken cancel)
    {
        var secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, value) in Entries(table))
        {
            secrets[name] = value switch
            {
                string text => Encoding.UTF8.GetBytes(text),
                // Its text is in memory for as long as it takes to make bytes of it.
                SecureString secure => Encoding.UTF8.GetBytes(new NetworkCredential("", secure).Password),
                byte[] bytes => bytes,
                FileInfo file => await SecretSource.ReadAsync(file.OpenRead(), cancel).ConfigureAwait(false),
                _ => throw new InvalidNameException("secret", name, "a text, a SecureString, a FileInfo or bytes as its value"),
            };
        }
        return secrets;
    }

    /// <summary>Names and the files that hold the secrets, for what reads them later.</summary>
    /// <exception cref="InvalidNameException">A value is no file.</exception>
    public static IReadOnlyDictionary<string, string> SecretFiles(Hashtable table) => Entries(table).ToDictionary(
        entry => entry.Name,
        entry => entry.Value is FileInfo file ? file.FullName : throw new InvalidNameException("secret", entry.Name, "a FileInfo, such as from Get-Item: a unit names the file, and holds no secret"),
        StringComparer.Ordinal);

    private static IEnumerable<(string Name, object? Value)> Entries(Hashtable table) =>
        table.Cast<DictionaryEntry>().Select(entry => (
            Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "", entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value));
}
