using System.Security.Cryptography;
using System.Text;
using ContainerState.Imports;

namespace ContainerState.Core.Tests.Imports;

public sealed class PrivateKeysTests
{
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000);
    private static readonly string Filler = string.Concat(Enumerable.Repeat("MIIEvQIBADANBgkq", 8));

    [Fact]
    public void Keys_in_PEM_are_found_whatever_their_kind()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] keys =
        [
            rsa.ExportRSAPrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportEncryptedPkcs8PrivateKeyPem("word", Encryption),
            curve.ExportECPrivateKeyPem(), curve.ExportPkcs8PrivateKeyPem(), MadeKeys.OpenSsh([1, 2, 3]),
            $"-----BEGIN DSA PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\nDEK-Info: DES-EDE3-CBC,00\r\n\r\n{Filler}\r\n-----END DSA PRIVATE KEY-----\r\n",
            $"-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n{Filler}\n-----END PGP PRIVATE KEY BLOCK-----\n",
            $"# a certificate first\n{MadeKeys.Certificate(rsa).ExportCertificatePem()}\n{rsa.ExportPkcs8PrivateKeyPem()}",
        ];
        Assert.All(keys, key => Assert.Equal("a private key (PEM)", Find(key)));
    }

    [Fact]
    public void Keys_that_are_binary_are_found()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[][] keys = [rsa.ExportRSAPrivateKey(), rsa.ExportPkcs8PrivateKey(), curve.ExportECPrivateKey(), curve.ExportPkcs8PrivateKey()];
        Assert.All(keys, key => Assert.Equal("a private key (DER)", PrivateKeys.Find(key)));
        Assert.Equal("a private key (PKCS#12)", PrivateKeys.Find(MadeKeys.Pkcs12(rsa)));
        Assert.Equal("a private key (OpenPGP)", PrivateKeys.Find([0x95, 0x01, 0x00, 4, 1, 2, 3, 4, 1, .. new byte[260]]));
    }

    [Theory]
    [InlineData("PuTTY-User-Key-File-3: ssh-ed25519\n")]
    [InlineData("Private-key-format: v1.3\nAlgorithm: 13\n")]
    [InlineData("(21:protected-private-key(3:rsa(1:n")]
    [InlineData("Created: 20261125T000000\nKey: (private-key (ecc (curve Ed25519)")]
    [InlineData("key \"rndc-key\" {\n\talgorithm hmac-sha256;\n\tsecret \"Vq3+5LkqQoLDrjIu2OiXFcJvk6R2GQ==\";\n};\n")]
    [InlineData("[Interface]\nPrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\n")]
    [InlineData("== ed25519v1-secret: type0 ==\0\0\0")]
    [InlineData("# created\nAGE-SECRET-KEY-1QQQQ\n")]
    public void Keys_of_other_programs_are_found(string content) => Assert.NotNull(Find(content));

    [Fact]
    public void What_is_public_or_only_speaks_of_keys_is_no_key()
    {
        using var rsa = RSA.Create(2048);
        using var certificate = MadeKeys.Certificate(rsa);
        string[] harmless =
        [
            "", "0", "0123456789", rsa.ExportSubjectPublicKeyInfoPem(), certificate.ExportCertificatePem(),
            "grep -q 'BEGIN RSA PRIVATE KEY' \"$1\"\n", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
            "\0\0-----BEGIN PRIVATE KEY-----\0-----END PRIVATE KEY-----\0", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI root@host\n",
        ];
        Assert.All(harmless, text => Assert.Null(Find(text)));
        Assert.Null(PrivateKeys.Find(certificate.RawData));
        Assert.Null(PrivateKeys.Find(rsa.ExportSubjectPublicKeyInfo()));
    }

    [Fact]
    public void The_public_half_is_found_in_a_certificate_and_in_a_line_of_OpenSSH()
    {
        using var rsa = RSA.Create(2048);
        using var other = RSA.Create(2048);
        using var certificate = MadeKeys.Certificate(rsa);
        using var another = MadeKeys.Certificate(other);
        var half = PublicHalf.Of(Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem()))!;
        Assert.True(PublicHalf.IsIn(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()), half));
        Assert.True(PublicHalf.IsIn(certificate.RawData, half));
        Assert.False(PublicHalf.IsIn(Encoding.ASCII.GetBytes(another.ExportCertificatePem()), half));

        byte[] blob = [0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. RandomNumberGenerator.GetBytes(32)];
        var ssh = PublicHalf.Of(Encoding.ASCII.GetBytes(MadeKeys.OpenSsh(blob)))!;
        Assert.True(PublicHalf.IsIn(Encoding.ASCII.GetBytes($"ssh-ed25519 {Convert.ToBase64String(blob)} root@host\n"), ssh));
        Assert.Null(PublicHalf.Of("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"u8));
    }

    private static string? Find(string content) => PrivateKeys.Find(Encoding.Latin1.GetBytes(content));
}
