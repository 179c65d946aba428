using System.Text.RegularExpressions;

namespace ContainerState.Reports.Inventories;

/// <summary>Licences as SPDX writes them, of the names that Debian has for them.</summary>
internal static partial class SpdxLicence
{
    // Only those that mean one text for certain: copyright-format 1.0, section 7.1, and the list of SPDX.
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Expat"] = "MIT",
        ["ISC"] = "ISC",
        ["Zlib"] = "Zlib",
        ["CC0-1.0"] = "CC0-1.0",
        ["Apache-2.0"] = "Apache-2.0",
        ["Artistic-2.0"] = "Artistic-2.0",
        ["BSD-2-clause"] = "BSD-2-Clause",
        ["BSD-3-clause"] = "BSD-3-Clause",
        ["MPL-1.1"] = "MPL-1.1",
        ["MPL-2.0"] = "MPL-2.0",
    };

    /// <summary>All of them in one expression; empty when there are none, or one is not certain.</summary>
    /// <param name="names">The names, such as <c>GPL-2+ or Expat</c>.</param>
    public static string Of(IReadOnlyList<string> names)
    {
        var all = names.Select(One).ToList();
        return all.Contains("") ? "" : string.Join(" AND ", all.Distinct(StringComparer.Ordinal).Select(one => all.Count > 1 && one.Contains(" OR ", StringComparison.Ordinal) ? $"({one})" : one));
    }

    // Several of which one may choose; whatever else is said of them, such as an exception, makes it uncertain.
    private static string One(string name)
    {
        var choices = name.Split(" or ", StringSplitOptions.TrimEntries).Select(Identifier).ToList();
        return choices.Contains("") ? "" : string.Join(" OR ", choices);
    }

    private static string Identifier(string name)
    {
        if (Known.TryGetValue(name, out var known))
        {
            return known;
        }
        var gnu = Gnu().Match(name);
        return !gnu.Success ? "" : $"{gnu.Groups["name"].Value.ToUpperInvariant()}-{gnu.Groups["major"].Value}.{(gnu.Groups["minor"] is { Success: true } minor ? minor.Value : "0")}{(gnu.Groups["later"].Success ? "-or-later" : "-only")}";
    }

    [GeneratedRegex(@"\A(?:(?<name>GPL)-(?<major>[123])(?:\.(?<minor>0))?|(?<name>LGPL)-(?<major>[23])(?:\.(?<minor>0))?|(?<name>LGPL)-(?<major>2)\.(?<minor>1)|(?<name>AGPL)-(?<major>3)(?:\.(?<minor>0))?)(?<later>\+)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Gnu();
}
