using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ContainerState.Core.Tests.Imports;

/// <summary>Keys, certificates and key stores as programs make them.</summary>
internal static class MadeKeys
{
    public static X509Certificate2 Certificate(RSA key) =>
        new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));

    public static byte[] Pkcs12(RSA key)
    {
        using var certificate = Certificate(key);
        return certificate.Export(X509ContentType.Pkcs12, "word");
    }

    /// <summary>A key in the format of PROTOCOL.key of OpenSSH: the public half, and a private one that is none.</summary>
    public static string OpenSsh(byte[] publicHalf)
    {
        byte[] body =
        [
            .. "openssh-key-v1\0"u8, .. Text("none"u8.ToArray()), .. Text("none"u8.ToArray()), .. Text([]), 0, 0, 0, 1, .. Text(publicHalf), .. Text(new byte[64]),
        ];
        return $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Convert.ToBase64String(body)}\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    /// <summary>A Java key store of one certificate, or of one private key.</summary>
    public static byte[] KeyStore(long time, string password = "changeit", bool privateKey = false)
    {
        byte[] entry =
        [
            0, 0, 0, (byte)(privateKey ? 1 : 2), .. Name("debian:root.pem"), .. Number(time), .. Name("X.509"), .. Text([0x30, 1, 2, 3, 4]),
        ];
        byte[] body = [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 1, .. entry];
#pragma warning disable CA5350 // The format's own.
        return [.. body, .. SHA1.HashData([.. Encoding.BigEndianUnicode.GetBytes(password), .. "Mighty Aphrodite"u8, .. body])];
#pragma warning restore CA5350
    }

    private static byte[] Text(byte[] text)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        return [.. length, .. text];
    }

    private static byte[] Name(string name) => [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)];

    private static byte[] Number(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
