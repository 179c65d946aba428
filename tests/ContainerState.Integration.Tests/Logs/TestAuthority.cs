using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>An authority and a server's certificate of it, for one name.</summary>
internal sealed class TestAuthority
{
    public TestAuthority(string folder, string name = "localhost")
    {
        Directory.CreateDirectory(folder);
        (File, Certificate, Key) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        using var authorityKey = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(from, until);

        using var key = RSA.Create(2048);
        var server = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        using var certificate = server.Create(authority, from, until, [1, 2, 3, 4]);

        System.IO.File.WriteAllText(File, authority.ExportCertificatePem() + "\n");
        System.IO.File.WriteAllText(Certificate, certificate.ExportCertificatePem() + "\n");
        System.IO.File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public string File { get; }

    public string Certificate { get; }

    public string Key { get; }
}
