using ContainerState.Errors;

namespace ContainerState.Reports.Inventories;

/// <summary>How an inventory is written.</summary>
public static class InventoryFormat
{
    /// <summary>SPDX 2.3, as JSON.</summary>
    public const string Spdx = nameof(Spdx);

    /// <summary>CycloneDX 1.6, as JSON.</summary>
    public const string CycloneDx = nameof(CycloneDx);

    /// <summary>The format that somebody typed, in any case.</summary>
    /// <exception cref="InvalidNameException">There is none of that name.</exception>
    public static string Require(string format) =>
        Array.Find([Spdx, CycloneDx], known => known.Equals(format, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidNameException("format", format, $"{Spdx.ToLowerInvariant()} or {CycloneDx.ToLowerInvariant()}");

    // By these programs know them.
    internal static string EndingOf(string format) => format == Spdx ? ".spdx.json" : ".cdx.json";
}
