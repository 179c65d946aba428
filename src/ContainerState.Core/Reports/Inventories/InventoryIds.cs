using System.Security.Cryptography;
using System.Text;
using ContainerState.Imports;
using ContainerState.Imports.Packages;

namespace ContainerState.Reports.Inventories;

/// <summary>Names for what is in an inventory: each has its own, the same each time, of the letters that both formats allow.</summary>
internal static class InventoryIds
{
    /// <summary>The server's.</summary>
    public const string Server = "Server";

    /// <summary>A dependency's.</summary>
    public static string Of(StateDependency dependency) => $"Dependency-{Letters(dependency.Name)}-{Digest(dependency.Path)[..12]}";

    /// <summary>A package's.</summary>
    public static string Of(StatePackage package) =>
        $"Package-{Letters(package.Name)}-{Digest(package.Dependency, package.Name, package.Version, package.Architecture, package.Sha256, package.PackageUrl)[..16]}";

    /// <summary>The name of the whole: a UUID of version 8 that follows from the commit, from who wrote it, and how (RFC 9562, 5.8).</summary>
    /// <param name="inventory">The inventory.</param>
    /// <param name="format">One of <see cref="InventoryFormat"/>.</param>
    public static string Urn(StateInventory inventory, string format)
    {
        var bytes = Convert.FromHexString(Digest("containerstate inventory", InventoryText.Version, format, inventory.Commit))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return $"urn:uuid:{new Guid(bytes, bigEndian: true)}";
    }

    // With their lengths, since a record may hold any letter.
    private static string Digest(params string[] parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length}:{part}")))));

    private static string Letters(string name) => new([.. name.Take(60).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-')]);
}
