using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContainerState.Imports;

/// <summary>A Java key store of the kind JKS. Format: sun.security.provider.JavaKeyStore of OpenJDK.</summary>
internal static class JavaKeyStore
{
    private const uint Magic = 0xFEEDFEED;
    private const uint MagicOfCiphered = 0xCECECECE;
    private const int CertificateEntry = 2;
    private const int DigestLength = 20;

    // The first moment of 1980, as every file of an import has it, in milliseconds.
    private const long FixedTime = 315_532_800_000;

    /// <summary>Whether these bytes begin as a key store does.</summary>
    public static bool Is(ReadOnlySpan<byte> content) =>
        content.Length >= 12 && BinaryPrimitives.ReadUInt32BigEndian(content) is Magic or MagicOfCiphered;

    /// <summary>Whether it holds a private key; so is taken what cannot be read to its end.</summary>
    public static bool HasPrivateKey(ReadOnlySpan<byte> content) =>
        BinaryPrimitives.ReadUInt32BigEndian(content) != Magic || Times(content) is null;

    /// <summary>Gives every certificate the same time, where the store holds certificates alone and its digest is that of Debian's password.</summary>
    /// <returns>The store, or null when it is another, which must stay as it is.</returns>
    public static byte[]? WithFixedTimes(ReadOnlySpan<byte> content)
    {
        if (!Is(content) || Times(content) is not { } times || !Digest(content[..^DigestLength]).AsSpan().SequenceEqual(content[^DigestLength..]))
        {
            return null;
        }
        var made = content.ToArray();
        foreach (var time in times)
        {
            BinaryPrimitives.WriteInt64BigEndian(made.AsSpan(time), FixedTime);
        }
        Digest(made.AsSpan(..^DigestLength)).CopyTo(made, made.Length - DigestLength);
        return made;
    }

    // Where the entries' times are; null when there is a private key, or it cannot be read.
    private static List<int>? Times(ReadOnlySpan<byte> content)
    {
        var times = new List<int>();
        try
        {
            var version = BinaryPrimitives.ReadInt32BigEndian(content[4..]);
            var count = BinaryPrimitives.ReadInt32BigEndian(content[8..]);
            var at = 12;
            for (var i = 0; i < count; i++)
            {
                if (BinaryPrimitives.ReadInt32BigEndian(content[at..]) != CertificateEntry)
                {
                    return null;
                }
                at = SkipName(content, at + 4);
                times.Add(at);
                at = version == 2 ? SkipName(content, at + 8) : at + 8;
                var length = BinaryPrimitives.ReadInt32BigEndian(content[at..]);
                if (length < 0 || length > content.Length - at)
                {
                    return null;
                }
                at += 4 + length;
            }
            return at + DigestLength == content.Length ? times : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static int SkipName(ReadOnlySpan<byte> content, int at) => at + 2 + BinaryPrimitives.ReadUInt16BigEndian(content[at..]);

    private static byte[] Digest(ReadOnlySpan<byte> content)
    {
#pragma warning disable CA5350 // The format's own digest; it protects nothing, since the password is known to all.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.BigEndianUnicode.GetBytes("changeit"));
        hash.AppendData("Mighty Aphrodite"u8);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
