using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Imports;

/// <summary>Imports that are made again from what their records say. Debian moves on too slowly for a test: the records are set back.</summary>
public sealed class DebianUpdateTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task An_import_that_Debian_has_moved_on_from_is_made_again()
    {
        var repository = await bench.NewAsync();
        await SharedImports.AddAsync(repository, SharedImports.Busybox);
        var made = await Workbench.GitAsync(repository, "rev-parse", "HEAD:deps/base");
        Assert.Equal("UpToDate", (await UpdateAsync(repository)).GetProperty("state").GetString());
        Assert.Equal(made, await Workbench.GitAsync(repository, "rev-parse", "HEAD:deps/base"));
        var version = (await RecordAsync(repository, made)).GetProperty("items")[0].GetProperty("version").GetString()!;
        var old = await SetBackAsync(repository, "base", record => record.Replace(version.Replace("+", "\\u002B", StringComparison.Ordinal), "1:0.1-1", StringComparison.Ordinal));
        var before = await RepositoryState.OfAsync(repository);

        var tried = await UpdateAsync(repository, "--dry-run");

        Assert.Equal(("Outdated", "", $"busybox-static 1:0.1-1 -> {version}"), (tried.GetProperty("state").GetString(), tried.GetProperty("newCommit").GetString(), tried.GetProperty("between").GetString()));
        Assert.Equal(before, await RepositoryState.OfAsync(repository));
        var updated = await UpdateAsync(repository);
        Assert.Equal(("Updated", old, made, "bookworm"), (updated.GetProperty("state").GetString(), updated.GetProperty("oldCommit").GetString(), updated.GetProperty("newCommit").GetString(), updated.GetProperty("follows").GetString()));
        Assert.Equal(made, await Workbench.GitAsync(repository, "rev-parse", "HEAD:deps/base"));
        Assert.Equal($"Update dependency base\n\nbase: {old[..12]}..{made[..12]}\n  busybox-static 1:0.1-1 -> {version}", await Workbench.GitAsync(repository, "log", "-1", "--format=%B"));
        Assert.Equal($"{old} {made}", await Workbench.GitAsync(repository, "log", "-1", "--format=%P", "refs/heads/deps/base"));
        Assert.True((await bench.DoAsync("repo", "test", "--repo", repository)).GetProperty("complete").GetBoolean());
        await Leftovers.AssertNoneAsync(bench.Folder, bench.At("home/work"), Path.Combine(repository, ".git/containerstate/work"));
    }

    [Fact]
    public async Task A_security_update_among_what_changed_is_marked()
    {
        var repository = await bench.NewAsync();
        // With a security update that Debian 12 has had since its first year.
        await PinAsync(repository, "base", """{"kind":"debian","parameters":{"packages":"xz-utils","suite":"bookworm","variant":"extract"},"items":[{"name":"xz-utils","version":"5.4.1-0.1","architecture":"amd64","sha256":""},{"name":"gone","version":"1","architecture":"all","sha256":""}]}""");
        await PinAsync(repository, "source", """{"kind":"debian-source","parameters":{"package":"xz-utils","suite":"bookworm","version":"5.4.1-0.1"},"items":[]}""");

        var result = await bench.Program.RunAsync("--json", "dependency", "list", "--outdated", "--repo", repository);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(["base", "source"], result.Objects.Select(row => row.GetProperty("name").GetString()));
        Assert.All(result.Objects, row => Assert.True(row.GetProperty("security").GetBoolean()));
        var packages = result.Objects[0].GetProperty("packages").EnumerateArray().ToDictionary(package => package.GetProperty("name").GetString()!);
        Assert.True(packages["xz-utils"].GetProperty("security").GetBoolean());
        Assert.Equal(("1", ""), (packages["gone"].GetProperty("old").GetString(), packages["gone"].GetProperty("new").GetString()));
        Assert.Equal("", packages["libc6"].GetProperty("old").GetString());
        Assert.Matches(@"^xz-utils 5\.4\.1-0\.1 -> 5\.4\.1\S+ \(security\)$", result.Objects[1].GetProperty("between").GetString()!);
    }

    [Theory]
    [InlineData("half", "Hash Sum mismatch|unexpected size|Failed to fetch")]
    [InlineData("gone", "does not have a Release file")]
    public async Task A_mirror_that_serves_half_or_whose_suite_has_ended_is_named(string how, string said)
    {
        using var mirror = new Mirror(how);
        var repository = await bench.NewAsync();
        await PinAsync(repository, "base", $$$"""{"kind":"debian","parameters":{"packages":"busybox-static","suite":"bookworm","variant":"extract","mirror":"{{{mirror.Url}}}"},"items":[]}""");
        await PinAsync(repository, "source", $$$"""{"kind":"debian-source","parameters":{"package":"hello","suite":"bookworm","version":"1","mirror":"{{{mirror.Url}}}"},"items":[]}""");
        var before = await RepositoryState.OfAsync(repository);

        var result = await bench.Program.RunAsync("--json", "dependency", "update", "--repo", repository);

        Assert.Equal(7, result.ExitCode);
        Assert.Equal(["base", "source"], result.ErrorObjects.Select(error => error.GetProperty("target").GetString()));
        Assert.All(result.ErrorObjects, error => Assert.Equal("Remote", error.GetProperty("errorId").GetString()));
        Assert.All(result.ErrorObjects, error => Assert.Matches(said, error.GetProperty("message").GetString()!));
        Assert.All(result.ErrorObjects, error => Assert.Contains(mirror.Url, error.GetProperty("message").GetString()!, StringComparison.Ordinal));
        Assert.Equal(before, await RepositoryState.OfAsync(repository));
        await Leftovers.AssertNoneAsync(bench.Folder, bench.At("home/work"), Path.Combine(repository, ".git/containerstate/work"));
    }

    private Task<JsonElement> UpdateAsync(string repository, params string[] more) => bench.DoAsync(["dependency", "update", "--repo", repository, .. more]);

    private static async Task<JsonElement> RecordAsync(string repository, string commit) =>
        JsonDocument.Parse(await Workbench.GitAsync(repository, "show", commit + ":.containerstate/import.json")).RootElement;

    /// <summary>Pins an import with another record in place of one.</summary>
    private static async Task<string> SetBackAsync(string repository, string name, Func<string, string> change)
    {
        var commit = await Workbench.GitAsync(repository, "rev-parse", $"HEAD:deps/{name}");
        var record = change(await Workbench.GitAsync(repository, "show", commit + ":.containerstate/import.json"));
        var entries = (await Workbench.GitAsync(repository, "ls-tree", commit)).Split('\n').Where(line => !line.EndsWith("\t.containerstate", StringComparison.Ordinal));
        return await WriteAsync(repository, name, record, entries);
    }

    private static async Task PinAsync(string repository, string name, string record)
    {
        foreach (var (key, value) in (IEnumerable<(string, string)>)[("path", "deps/" + name), ("url", "./"), ("branch", "deps/" + name)])
        {
            await Workbench.GitAsync(repository, "config", "--file", ".gitmodules", $"submodule.{name}.{key}", value);
        }
        await Workbench.GitAsync(repository, "add", ".gitmodules");
        await WriteAsync(repository, name, record, []);
    }

    private static async Task<string> WriteAsync(string repository, string name, string record, IEnumerable<string> entries)
    {
        var blob = await Workbench.GitWithInputAsync(repository, Encoding.UTF8.GetBytes(record), "hash-object", "-w", "--stdin");
        var folder = await Workbench.GitWithInputAsync(repository, Encoding.UTF8.GetBytes($"100644 blob {blob}\timport.json\n"), "mktree");
        var tree = await Workbench.GitWithInputAsync(repository, Encoding.UTF8.GetBytes(string.Concat(entries.Append($"040000 tree {folder}\t.containerstate").Select(line => line + "\n"))), "mktree");
        var import = await Workbench.GitAsync(repository, "commit-tree", tree, "-m", "Set back");
        await Workbench.GitAsync(repository, "update-ref", "refs/heads/deps/" + name, import);
        await Workbench.GitAsync(repository, "update-index", "--add", "--cacheinfo", $"160000,{import},deps/{name}");
        Directory.CreateDirectory(Path.Combine(repository, "deps", name));
        await Workbench.GitAsync(repository, "commit", "--quiet", "-m", "Set back");
        return import;
    }

    // Debian's own, signatures and all, but for half of its lists; or nothing.
    private sealed class Mirror : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly HttpClient debian = new();
        private readonly bool isGone;

        public Mirror(string how)
        {
            isGone = how == "gone";
            listener.Start();
            _ = Task.Run(ServeAsync);
        }

        public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/debian";

        public void Dispose()
        {
            stop.Cancel();
            listener.Dispose();
            debian.Dispose();
            stop.Dispose();
        }

        private async Task ServeAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = AnswerAsync(client);
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            using (client)
            {
                using var reader = new StreamReader(client.GetStream());
                var path = (await reader.ReadLineAsync(stop.Token) ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
                while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 })
                {
                }
                using var answer = isGone ? new(HttpStatusCode.NotFound) : await debian.GetAsync("http://deb.debian.org" + path, stop.Token);
                var content = await answer.Content.ReadAsByteArrayAsync(stop.Token);
                var sent = path.Contains("/Packages", StringComparison.Ordinal) || path.Contains("/Sources", StringComparison.Ordinal) || path.Contains("/by-hash/", StringComparison.Ordinal) ? content[..(content.Length / 2)] : content;
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(int)answer.StatusCode} {answer.ReasonPhrase}\r\nContent-Length: {sent.Length}\r\nConnection: close\r\n\r\n"), stop.Token);
                await client.GetStream().WriteAsync(sent, stop.Token);
            }
        }
    }
}
