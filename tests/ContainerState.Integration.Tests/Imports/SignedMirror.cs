using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ContainerState.Hosts;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Imports;

/// <summary>A mirror of two small packages on this machine, with a key of its own, that notes what is asked of it.</summary>
internal sealed class SignedMirror : IDisposable
{
    /// <summary>Its suite.</summary>
    public const string Suite = "loop";

    /// <summary>The path of its InRelease.</summary>
    public const string InRelease = $"/debian/dists/{Suite}/InRelease";

    /// <summary>The path of its list.</summary>
    public const string Packages = $"/debian/dists/{Suite}/main/binary-amd64/Packages";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly Workbench _bench;

    private SignedMirror(Workbench bench) => _bench = bench;

    /// <summary>Makes one, with version 1 of its package.</summary>
    public static async Task<SignedMirror> StartAsync(Workbench bench)
    {
        if (ProgramRunner.Find("gpg") is null)
        {
            await AptInstaller.InstallAsync(["gpg", "gpg-agent"], _ => { }, CancellationToken.None);
        }
        var mirror = new SignedMirror(bench);
        Directory.CreateDirectory(bench.At("mirror/gpg"));
        File.SetUnixFileMode(bench.At("mirror/gpg"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await mirror.GpgAsync("--passphrase", "", "--quick-gen-key", "mirror@localhost", "ed25519", "sign", "never");
        Directory.CreateDirectory(bench.At("mirror/keys"));
        await mirror.GpgAsync("--output", bench.At("mirror/keys/mirror.gpg"), "--export");
        Directory.CreateDirectory(bench.At("mirror/conf"));
        await mirror.CheckDatesAsync(true);
        await mirror.PublishAsync("1.0");
        mirror._listener.Start();
        _ = Task.Run(mirror.ServeAsync);
        return mirror;
    }

    /// <summary>Its URL.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/debian";

    /// <summary>What comes before a command for which apt trusts this mirror, and has the settings of the test alone. Nothing of it is seen outside of the command.</summary>
    public string[] Trusting =>
    [
        "unshare", "--mount", "sh", "-c", "mount --bind \"$1\" /etc/apt/trusted.gpg.d && mount --bind \"$2\" /etc/apt/apt.conf.d && shift 2 && exec \"$@\"",
        "sh", _bench.At("mirror/keys"), _bench.At("mirror/conf"),
    ];

    /// <summary>The arguments of an import from here.</summary>
    public string[] Import(string repository, string name = "tiny") =>
        ["dependency", "add", "--debian", "tiny", "--suite", Suite, "--mirror", Url, "--variant", "extract", "--name", name, "--repo", repository];

    /// <summary>Whether apt's settings have it look at how old signed lists are.</summary>
    public Task CheckDatesAsync(bool check) =>
        File.WriteAllTextAsync(_bench.At("mirror/conf/50test"), $"Acquire::Check-Valid-Until \"{(check ? "true" : "false")}\";\nAcquire::Check-Date \"true\";\nAcquire::Languages \"none\";\n");

    /// <summary>What was asked since the last time, without repetitions.</summary>
    public IReadOnlyList<string> Asked()
    {
        var asked = new List<string>();
        while (_asked.TryDequeue(out var path))
        {
            asked.Add(path);
        }
        return [.. asked.Order(StringComparer.Ordinal)];
    }

    /// <summary>Has something else in place of a file.</summary>
    public void Change(string path, Func<byte[], byte[]> change) => _files[path] = change(_files[path]);

    /// <summary>Has no file any more.</summary>
    public void Clear() => _files.Clear();

    /// <summary>Publishes a version of the package.</summary>
    /// <param name="version">It.</param>
    /// <param name="validUntil">Until when the lists count; null for ever.</param>
    public async Task PublishAsync(string version, DateTimeOffset? validUntil = null)
    {
        var list = await PackageAsync("core", "1.0", "Essential: yes\n") + await PackageAsync("tiny", version, "");
        _files[Packages] = Encoding.ASCII.GetBytes(list);
        var release = $"Origin: Test\nSuite: {Suite}\nCodename: {Suite}\nDate: {Date(DateTimeOffset.UtcNow.AddDays(-5))}\n"
            + (validUntil is { } until ? $"Valid-Until: {Date(until)}\n" : "")
            + $"Architectures: amd64\nComponents: main\nSHA256:\n {Convert.ToHexStringLower(SHA256.HashData(_files[Packages]))} {list.Length} main/binary-amd64/Packages\n";
        await File.WriteAllTextAsync(_bench.At("mirror/Release"), release);
        await GpgAsync("--yes", "--clearsign", "--digest-algo", "SHA512", "--output", _bench.At("mirror/InRelease"), _bench.At("mirror/Release"));
        _files[InRelease] = await File.ReadAllBytesAsync(_bench.At("mirror/InRelease"));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
        // Its agent would stay, with the key.
        using var ended = System.Diagnostics.Process.Start("gpgconf", ["--homedir", _bench.At("mirror/gpg"), "--kill", "all"]);
        ended.WaitForExit();
    }

    private async Task<string> PackageAsync(string name, string version, string more)
    {
        var folder = _bench.At($"mirror/{name}");
        var control = $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: test <test@localhost>\n{more}Description: {name}\n";
        await Workbench.WriteAsync(folder, "DEBIAN/control", control);
        await Workbench.WriteAsync(folder, $"usr/share/{name}/version", version + "\n");
        await Workbench.RunAsync("dpkg-deb", "--root-owner-group", "--build", folder, _bench.At("mirror/built.deb"));
        var content = await File.ReadAllBytesAsync(_bench.At("mirror/built.deb"));
        var file = $"pool/{name}_{version}_all.deb";
        _files["/debian/" + file] = content;
        return $"{control}Filename: {file}\nSize: {content.Length}\nSHA256: {Convert.ToHexStringLower(SHA256.HashData(content))}\n\n";
    }

    private static string Date(DateTimeOffset moment) => moment.ToString("ddd, dd MMM yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private Task<string> GpgAsync(params string[] arguments) => Workbench.RunAsync("gpg", ["--homedir", _bench.At("mirror/gpg"), "--batch", "--quiet", .. arguments]);

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream());
            var path = (await reader.ReadLineAsync(_stop.Token) ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
            {
            }
            _asked.Enqueue(path);
            var found = _files.TryGetValue(path, out var content);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(found ? "200 OK" : "404 Not Found")}\r\nContent-Length: {content?.Length ?? 0}\r\nConnection: close\r\n\r\n"), _stop.Token);
            await client.GetStream().WriteAsync(content ?? [], _stop.Token);
        }
    }
}
