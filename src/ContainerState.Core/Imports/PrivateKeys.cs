using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ContainerState.Imports;

/// <summary>Finds private keys by what a file holds, never by its name.</summary>
internal static partial class PrivateKeys
{
    /// <summary>How much of a file is looked at in one piece, in bytes; a key that begins before a piece's end is whole in the next.</summary>
    public const int Overlap = 4096;

    private const int LongestBinaryKey = 64 << 10;

    // The object ids of a PKCS#12 bag with a key and with an encrypted key: 1.2.840.113549.1.12.10.1.1 and .2.
    private static readonly byte[] KeyBag = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01];

    /// <summary>What every store of the kind PKCS#12 has in it: the object id of its bags, 1.2.840.113549.1.12.10.1.</summary>
    public static ReadOnlySpan<byte> Bags => KeyBag;

    /// <summary>What kind of private key is in it; null when none is.</summary>
    /// <param name="content">A file, or a piece of one.</param>
    public static string? Find(ReadOnlySpan<byte> content)
    {
        // Each byte a character, so that binary files are looked at as they are; programs that merely name the mark have no key behind it.
        if (content.IndexOf("PRIVATE KEY"u8) >= 0 && Pem().IsMatch(Encoding.Latin1.GetString(content)))
        {
            return "a private key (PEM)";
        }
        if (content.StartsWith("PuTTY-User-Key-File-"u8))
        {
            return "a private key (PuTTY)";
        }
        if (content.StartsWith("Private-key-format: v"u8) || content.StartsWith("(11:private-key"u8) || content.StartsWith("(21:protected-private-key"u8)
            || content.IndexOf("Key: (private-key"u8) >= 0 || content.IndexOf("Key: (protected-private-key"u8) >= 0)
        {
            return "a private key (DNSSEC or GnuPG)";
        }
        if (content.Length < LongestBinaryKey && (content.IndexOf("hmac-"u8) >= 0 || content.IndexOf("PrivateKey"u8) >= 0) && SharedSecret().IsMatch(Encoding.Latin1.GetString(content)))
        {
            return "a shared secret of a name server or of WireGuard";
        }
        if (content.StartsWith("== ed25519v1-secret:"u8) || content.IndexOf("AGE-SECRET-KEY-1"u8) >= 0)
        {
            return "a private key (Tor or age)";
        }
        if (IsSecretPacket(content))
        {
            return "a private key (OpenPGP)";
        }
        if (JavaKeyStore.Is(content))
        {
            return JavaKeyStore.HasPrivateKey(content) ? "a Java key store with a private key" : null;
        }
        return content.Length > 8 && content[0] == 0x30 ? FindBinary(content) : null;
    }

    private static string? FindBinary(ReadOnlySpan<byte> content)
    {
        for (var at = content.IndexOf(KeyBag); at >= 0 && at + KeyBag.Length < content.Length;)
        {
            if (content[at + KeyBag.Length] is 1 or 2)
            {
                return "a private key (PKCS#12)";
            }
            var next = content[(at + 1)..].IndexOf(KeyBag);
            at = next < 0 ? -1 : at + 1 + next;
        }
        if (content.Length > LongestBinaryKey)
        {
            return null;
        }
        using var rsa = RSA.Create();
        using var curve = ECDsa.Create();
        return Takes(content, rsa.ImportRSAPrivateKey) || Takes(content, rsa.ImportPkcs8PrivateKey)
            || Takes(content, curve.ImportECPrivateKey) || Takes(content, curve.ImportPkcs8PrivateKey)
            ? "a private key (DER)"
            : null;
    }

    // RFC 4880, 4.2 and 5.5.3: tag 5 in the old format with a length of two bytes, version 4, a known algorithm.
    private static bool IsSecretPacket(ReadOnlySpan<byte> content) =>
        content.Length > 64 && content[0] == 0x95 && content[3] == 4 && content[8] is 1 or 2 or 3 or 16 or 17 or 18 or 19 or 22
        && 3 + ((content[1] << 8) | content[2]) <= content.Length;

    private delegate void Importer(ReadOnlySpan<byte> source, out int read);

    private static bool Takes(ReadOnlySpan<byte> content, Importer import)
    {
        try
        {
            import(content, out var read);
            return read == content.Length;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[ \t]*\r?\n(?:[A-Za-z0-9-]+:[^\n]*\r?\n|[ \t]*\r?\n){0,8}[ \t]*[A-Za-z0-9+/=]{32,}", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Pem();

    [GeneratedRegex(@"algorithm\s+""?hmac-[^;]{1,40};\s*secret\s+""[A-Za-z0-9+/=]{16,}""|^PrivateKey\s*=\s*[A-Za-z0-9+/]{43}=", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex SharedSecret();
}
