using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContainerState.Imports;

/// <summary>The public half of a private key, and the files that have it: certificates and public keys that go with the key.</summary>
internal static class PublicHalf
{
    private const string Ssh = "-----BEGIN OPENSSH PRIVATE KEY-----";

    /// <summary>The public half, where it can be told without a passphrase: a SubjectPublicKeyInfo, or the blob of an OpenSSH key.</summary>
    public static byte[]? Of(ReadOnlySpan<byte> content)
    {
        var text = Encoding.Latin1.GetString(content);
        var begin = text.IndexOf(Ssh, StringComparison.Ordinal);
        if (begin >= 0)
        {
            return PublicOfSsh(text[(begin + Ssh.Length)..]);
        }
        return Import(RSA.Create(), text) ?? Import(ECDsa.Create(), text);
    }

    /// <summary>Whether a file can be a certificate or a public key at all.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> content) =>
        content.Length is > 32 and < (64 << 10)
        && (content[0] == 0x30 || content.IndexOf("-----BEGIN "u8) >= 0 || content.IndexOf("ssh-"u8) >= 0 || content.IndexOf("ecdsa-sha2-"u8) >= 0);

    /// <summary>Whether a file holds the public half: as it is, in PEM, or in a line of OpenSSH's.</summary>
    public static bool IsIn(ReadOnlySpan<byte> content, byte[] half)
    {
        if (content.IndexOf(half) >= 0 || content.IndexOf(Encoding.ASCII.GetBytes(Convert.ToBase64String(half))) >= 0)
        {
            return true;
        }
        ReadOnlySpan<char> text = Encoding.Latin1.GetString(content);
        while (PemEncoding.TryFind(text, out var fields))
        {
            var body = new byte[fields.DecodedDataLength];
            if (Convert.TryFromBase64Chars(text[fields.Base64Data], body, out _) && body.AsSpan().IndexOf(half) >= 0)
            {
                return true;
            }
            text = text[fields.Location.End..];
        }
        return false;
    }

    private static byte[]? Import(AsymmetricAlgorithm algorithm, string text)
    {
        using (algorithm)
        {
            try
            {
                algorithm.ImportFromPem(text);
                return algorithm.ExportSubjectPublicKeyInfo();
            }
            catch (Exception fault) when (fault is CryptographicException or ArgumentException)
            {
                return null;
            }
        }
    }

    // "openssh-key-v1", a zero, three texts (cipher, derivation, its options), the number of keys, and the public half.
    private static byte[]? PublicOfSsh(string text)
    {
        try
        {
            var body = Convert.FromBase64String(text.Split('-')[0]);
            var at = 15;
            for (var i = 0; i < 3; i++)
            {
                at += 4 + BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at));
            }
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 4));
            return body.AsSpan(at + 8, length).ToArray();
        }
        catch (Exception fault) when (fault is FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
