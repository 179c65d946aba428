using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Imports;

public sealed class DebianSourceImportTests : IDisposable
{
    // The host's own of apt, which an import has no business with.
    private static readonly string[] OfTheHost = ["/etc/apt", "/var/lib/apt", "/var/cache/apt", "/var/log/apt"];

    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_source_package_is_the_same_patched_commit_on_two_machines()
    {
        var first = await bench.NewAsync("first");
        var second = await bench.NewAsync("second");
        var host = HostState();

        var one = await bench.DoAsync("dependency", "add", "--debian-source", "lua5.4", "--repo", first);
        var other = await bench.DoUnderAsync(
            ["env", "TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8", $"TMPDIR={bench.At("other tmp")}", "DEB_VENDOR=Ubuntu", "unshare", "--uts", "sh", "-c", "hostname elsewhere; umask 077; mkdir -p \"$TMPDIR\"; exec \"$@\"", "sh"],
            "dependency", "add", "--debian-source", "lua5.4", "--name", "lua", "--no-component", "--repo", second);

        var commit = one.GetProperty("commit").GetString()!;
        Assert.Equal(commit, other.GetProperty("commit").GetString());
        Assert.Equal(("lua5.4", "DebianSource", "./"), (one.GetProperty("name").GetString(), one.GetProperty("kind").GetString(), one.GetProperty("url").GetString()));
        Assert.Matches(@"^lua5\.4 5\.4\.\S+ \(bookworm, source\)$", one.GetProperty("detail").GetString()!);
        Assert.Equal("source: deps/lua5.4\nto: /srv/lua5.4\n", await File.ReadAllTextAsync(Path.Combine(first, "components/lua5.4.yaml")));
        Assert.False(Directory.Exists(Path.Combine(second, "components")));

        var files = (await Workbench.GitAsync(first, "ls-tree", "-r", "--name-only", commit)).Split('\n');
        Assert.Contains("src/lua.c", files);
        Assert.Contains("debian/rules", files);
        Assert.DoesNotContain(files, file => file.StartsWith(".pc/", StringComparison.Ordinal));
        await AssertPatchedAsync(first, commit);
        Assert.Equal(host, HostState());
        await Leftovers.AssertNoneAsync(bench.Folder, bench.At("other tmp"), Path.Combine(first, ".git/containerstate/work"));
    }

    [Fact]
    public async Task The_record_names_the_version_and_every_file_with_its_digest()
    {
        var repository = await bench.NewAsync();
        await bench.DoAsync("dependency", "add", "--debian-source", "hello", "--repo", repository);

        var record = JsonDocument.Parse(await Workbench.GitAsync(repository, "show", "refs/heads/deps/hello:.containerstate/import.json")).RootElement;

        Assert.Equal("debian-source", record.GetProperty("kind").GetString());
        var version = record.GetProperty("parameters").GetProperty("version").GetString()!;
        var items = record.GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!, item => item.GetProperty("sha256").GetString()!);
        Assert.All(record.GetProperty("items").EnumerateArray(), item => Assert.Equal(version, item.GetProperty("version").GetString()));
        // The digests of its .dsc, fetched once more, by another way than the product's.
        var description = items.Keys.Single(name => name.EndsWith(".dsc", StringComparison.Ordinal));
        using var web = new HttpClient();
        var text = await web.GetStringAsync($"http://deb.debian.org/debian/pool/main/h/hello/{description}");
        Assert.Equal(items[description], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        var named = Regex.Matches(text, "^ (?<digest>[0-9a-f]{64}) [0-9]+ (?<name>\\S+)$", RegexOptions.Multiline).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["digest"].Value);
        Assert.Equal(named.OrderBy(one => one.Key, StringComparer.Ordinal), items.Where(one => one.Key != description).OrderBy(one => one.Key, StringComparer.Ordinal));
        Assert.Equal("0", await Workbench.GitAsync(repository, "log", "-1", "--format=%at", "refs/heads/deps/hello"));
    }

    [Theory]
    [InlineData("no-such-package-anywhere")]
    // A package of that name there is, but its source has another.
    [InlineData("liblua5.4-dev")]
    public async Task A_source_package_that_is_not_in_the_suite_is_named(string package)
    {
        var fault = await RefuseAsync(ErrorId.PackageNotFound, new(package));

        Assert.Equal(package, fault.Target);
        Assert.StartsWith("Debian bookworm could not provide", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_suite_is_named_and_changes_nothing() =>
        Assert.Contains("nosuchsuite", (await RefuseAsync(ErrorId.Remote, new("hello") { Suite = "nosuchsuite" })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_mirror_that_does_not_answer_is_named_and_changes_nothing() =>
        Assert.Contains("127.0.0.1:9", (await RefuseAsync(ErrorId.Remote, new("hello") { Mirror = "http://127.0.0.1:9/debian" })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_mirror_without_Debians_signature_is_refused_and_changes_nothing()
    {
        using var mirror = new UnsignedMirror();

        var fault = await RefuseAsync(ErrorId.Remote, new("hello") { Mirror = mirror.Url });

        Assert.Contains("is not signed", fault.Problem, StringComparison.Ordinal);
        Assert.Contains(mirror.Requests, request => request.Contains("/dists/bookworm/Release", StringComparison.Ordinal));
        Assert.DoesNotContain(mirror.Requests, request => request.Contains("Sources", StringComparison.Ordinal));
    }

    // Each patch of the series can be taken off again: it was put on, all of it.
    private async Task AssertPatchedAsync(string repository, string commit)
    {
        var tree = Directory.CreateDirectory(bench.At("unpacked")).FullName;
        await Workbench.RunAsync("sh", "-c", "git -C \"$1\" archive \"$2\" | tar -x -C \"$3\"", "sh", repository, commit, tree);
        var series = (await File.ReadAllLinesAsync(Path.Combine(tree, "debian/patches/series"))).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0).ToList();
        Assert.NotEmpty(series);
        foreach (var patch in series.AsEnumerable().Reverse())
        {
            await Workbench.RunAsync("patch", "-d", tree, "-p1", "-R", "--force", "--silent", "-i", Path.Combine(tree, "debian/patches", patch));
        }
    }

    private static string HostState() => string.Join('\n', OfTheHost.Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder))
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}"));

    private Task<ContainerStateException> RefuseAsync(ErrorId id, DebianSourceDependencyRequest request) =>
        RefusedImport.WithAsync(bench, id, repository => StateDependencies.AddAsync(ThisHost.Host, repository, request));

    // Has a Release file and nothing else: no signature of anybody.
    private sealed class UnsignedMirror : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();

        public UnsignedMirror()
        {
            listener.Start();
            _ = Task.Run(ServeAsync);
        }

        public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/debian";

        public System.Collections.Concurrent.ConcurrentQueue<string> Requests { get; } = new();

        public void Dispose()
        {
            stop.Cancel();
            listener.Dispose();
            stop.Dispose();
        }

        private async Task ServeAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                using var reader = new StreamReader(client.GetStream());
                var request = await reader.ReadLineAsync(stop.Token) ?? "";
                while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 })
                {
                }
                Requests.Enqueue(request);
                const string Release = "Origin: Debian\nSuite: bookworm\nCodename: bookworm\nDate: Sat, 10 Jun 2023 08:53:33 UTC\nSHA256:\n";
                var answer = request.Contains("/Release ", StringComparison.Ordinal)
                    ? $"HTTP/1.1 200 OK\r\nContent-Length: {Release.Length}\r\nConnection: close\r\n\r\n{Release}"
                    : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), stop.Token);
            }
        }
    }
}
