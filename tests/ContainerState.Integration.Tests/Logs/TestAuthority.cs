using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>An authority and a log server's certificate of it, for one name.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly DateTimeOffset _from = DateTimeOffset.UtcNow.AddDays(-1);
    private readonly DateTimeOffset _until = DateTimeOffset.UtcNow.AddDays(2);
    private readonly X509Certificate2 _authority;
    private byte _serial;

    public TestAuthority(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        (File, Certificate, Key) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(_from, _until);
        System.IO.File.WriteAllText(File, _authority.ExportCertificatePem() + "\n");
        Issue(name);
    }

    public string File { get; }

    public string Certificate { get; }

    public string Key { get; }

    /// <summary>Makes the log server's certificate, in place of the one before.</summary>
    public void Issue(string name)
    {
        using var key = RSA.Create(2048);
        var server = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        server.CertificateExtensions.Add(names.Build());
        using var certificate = server.Create(_authority, _from, _until, [1, 2, 3, ++_serial]);
        System.IO.File.WriteAllText(Certificate, certificate.ExportCertificatePem() + "\n");
        System.IO.File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose() => _authority.Dispose();
}
