using System.Security.Cryptography;
using System.Text.Json;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Imports;

public sealed class DebianImportTests(DebianServer debian) : IDisposable
{
    // Everything about a machine that a careless import would write down.
    private static readonly string[] AnotherMachine =
    [
        "unshare", "--uts", "sh", "-c", "hostname elsewhere; umask 077; mkdir -p \"$TMPDIR\"; cd \"$TMPDIR\"; exec \"$@\"", "sh",
    ];

    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task The_same_packages_imported_on_two_machines_are_the_same_commit()
    {
        var first = await bench.NewAsync("first");
        var second = await bench.NewAsync("second");

        var one = await bench.DoUnderAsync(
            ["env", "TZ=UTC", "LC_ALL=C"], ["dependency", "add", .. SharedImports.Busybox, "--repo", first]);
        var other = await bench.DoUnderAsync(
            ["env", "TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8", "LANGUAGE=tr", $"TMPDIR={bench.At("other tmp")}", "SOURCE_DATE_EPOCH=1234567890", .. AnotherMachine],
            ["dependency", "add", .. SharedImports.Busybox, "--repo", second]);

        Assert.Matches("^[0-9a-f]{40}$", one.GetProperty("commit").GetString()!);
        Assert.Equal(one.GetProperty("commit").GetString(), other.GetProperty("commit").GetString());
        await Leftovers.AssertNoneAsync(bench.Folder, bench.At("other tmp"), Path.Combine(first, ".git/containerstate/work"));
    }

    [Fact]
    public async Task A_Debian_with_nginx_imported_on_two_machines_is_the_same_commit()
    {
        var first = await debian.RepositoryAsync();
        var second = await bench.NewAsync("second");

        await bench.DoUnderAsync(
            ["env", "TZ=Pacific/Chatham", "LC_ALL=C.UTF-8", "LANG=de_DE.UTF-8", $"TMPDIR={bench.At("tmp")}", .. AnotherMachine],
            ["dependency", "add", .. DebianServer.Import, "--repo", second]);

        var differing = await Workbench.GitAsync(first, "fetch", "--quiet", second, "refs/heads/deps/base:refs/test/second");
        differing += await Workbench.GitAsync(first, "diff", "--stat", "refs/heads/deps/base", "refs/test/second", "--");
        Assert.Equal("", differing);
        Assert.Equal(
            await Workbench.GitAsync(first, "rev-parse", "HEAD:deps/base"),
            await Workbench.GitAsync(second, "rev-parse", "HEAD:deps/base"));
        await Leftovers.AssertNoneAsync(bench.Folder, bench.At("tmp"), Path.Combine(second, ".git/containerstate/work"));
    }

    [Fact]
    public async Task The_record_names_every_package_with_its_version_and_digest()
    {
        var repository = await debian.RepositoryAsync();
        var record = JsonDocument.Parse(await Workbench.GitAsync(repository, "show", "refs/heads/deps/base:.containerstate/import.json")).RootElement;
        var status = await Workbench.GitAsync(repository, "show", "refs/heads/deps/base:var/lib/dpkg/status");

        var recorded = record.GetProperty("items").EnumerateArray().Select(item => (
            Name: item.GetProperty("name").GetString()!,
            Version: item.GetProperty("version").GetString()!,
            Architecture: item.GetProperty("architecture").GetString()!,
            Sha256: item.GetProperty("sha256").GetString()!)).ToList();
        var installed = status.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(block => block.Split('\n').Where(line => line.Contains(": ", StringComparison.Ordinal) && line[0] != ' ').ToDictionary(line => line.Split(": ")[0], line => line.Split(": ", 2)[1]))
            .Select(fields => (fields["Package"], fields["Version"], fields["Architecture"]))
            .OrderBy(package => package.Item1, StringComparer.Ordinal);
        Assert.Equal(installed, recorded.Select(item => (item.Name, item.Version, item.Architecture)));

        Directory.CreateDirectory(bench.At("debs"));
        foreach (var name in (string[])["nginx-light", "login"])
        {
            var item = recorded.Single(one => one.Name == name);
            Assert.Equal(item.Sha256, await DigestFromTheMirrorAsync(name, item.Version));
        }
    }

    [Fact]
    public async Task Packages_of_several_options_are_one_import()
    {
        var repository = await SharedImports.RepositoryAsync(InitRepository.Import);

        var listed = Assert.Single((await bench.Program.RunAsync("--json", "dependency", "list", "--repo", repository)).Objects);

        Assert.Matches(@"^busybox-static,runit,s6 \(bookworm, \d+ packages, extract\)$", listed.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task The_metadata_has_what_Git_cannot_hold()
    {
        var repository = await debian.RepositoryAsync();

        var lines = (await Workbench.GitAsync(repository, "show", "refs/heads/deps/base:.containerstate/mtree")).Split('\n');

        Assert.Contains("./usr/bin/su type=any mode=04755", lines);
        Assert.Contains("./usr/sbin/unix_chkpwd type=any mode=02755 gid=42", lines);
        Assert.Contains("./var/mail type=dir mode=02775 gid=8", lines);
        Assert.Contains("./var/lib/nginx type=dir", lines);
        Assert.Contains("./root type=dir mode=0700", lines);
        Assert.Contains("./tmp type=dir mode=01777", lines);
        Assert.Contains("./home type=dir", lines);
    }

    [Fact]
    public async Task Nothing_of_this_machine_and_of_this_moment_gets_in()
    {
        var repository = await debian.RepositoryAsync();
        var paths = (await Workbench.GitAsync(repository, "ls-tree", "-r", "--name-only", "refs/heads/deps/base")).Split('\n');

        Assert.DoesNotContain("etc/resolv.conf", paths);
        Assert.DoesNotContain("etc/hostname", paths);
        Assert.DoesNotContain("etc/passwd-", paths);
        foreach (var folder in (string[])["dev/", "proc/", "sys/", "run/", "tmp/", "var/tmp/", "var/log/", "var/cache/", "var/lib/apt/"])
        {
            Assert.DoesNotContain(paths, path => path.StartsWith(folder, StringComparison.Ordinal));
        }
        Assert.DoesNotContain("etc/machine-id", paths);
        // git grep ends with 1, and so with an error here, when it finds nothing. (That no name of this machine gets in is
        // seen where another machine's import is the same commit.)
        await Assert.ThrowsAsync<Errors.ProgramFailedException>(() => Workbench.GitAsync(repository, "grep", "--quiet", "--text", "--fixed-strings", "-e", debian.Folder, "-e", SharedImports.Folder, "refs/heads/deps/base", "--"));
        Assert.Equal("0", await Workbench.GitAsync(repository, "log", "-1", "--format=%at", "refs/heads/deps/base"));
        Assert.Equal("0", await Workbench.GitAsync(repository, "log", "-1", "--format=%ct", "refs/heads/deps/base"));
        Assert.Equal("", await Workbench.GitAsync(repository, "log", "-1", "--format=%P", "refs/heads/deps/base"));
    }

    [Fact]
    public async Task What_older_commits_pin_stays_when_other_packages_take_its_name()
    {
        var repository = await bench.NewAsync();
        await SharedImports.AddAsync(repository, SharedImports.Busybox);
        var before = await Workbench.GitAsync(repository, "rev-parse", "HEAD:deps/base");
        var old = await Workbench.GitAsync(repository, "rev-parse", "HEAD");
        await bench.DoAsync("dependency", "remove", "base", "--repo", repository);
        var after = (await bench.DoAsync("dependency", "add", "--debian", "libcap2-bin", "--variant", "extract", "--name", "base", "--repo", repository)).GetProperty("commit").GetString()!;

        Assert.NotEqual(before, after);
        Assert.NotEqual("", await Workbench.GitAsync(repository, "branch", "--contains", before));
        var pushed = await bench.PushAsync(repository, "pushed.git");
        await Workbench.GitAsync(repository, "gc", "--quiet", "--prune=now");
        Assert.Equal("commit", await Workbench.GitAsync(pushed, "cat-file", "-t", before));
        await bench.BuildAsync(repository, "--ref", old);
    }

    // By way of an apt state folder of its own, which needs neither root nor the host's configuration.
    private async Task<string> DigestFromTheMirrorAsync(string package, string version)
    {
        var sources = bench.At("sources.list");
        var repository = await debian.RepositoryAsync();
        await File.WriteAllTextAsync(sources, await Workbench.GitAsync(repository, "show", "refs/heads/deps/base:etc/apt/sources.list"));
        foreach (var folder in (string[])["lists/partial", "cache/archives/partial"])
        {
            Directory.CreateDirectory(bench.At("apt/" + folder));
        }
        string[] options =
        [
            "-o", "Dir::Etc::SourceList=" + sources, "-o", "Dir::Etc::SourceParts=/dev/null",
            "-o", "Dir::State::Lists=" + bench.At("apt/lists"), "-o", "Dir::Cache=" + bench.At("apt/cache"), "-o", "APT::Sandbox::User=root",
        ];
        if (!Directory.EnumerateFiles(bench.At("apt/lists")).Any())
        {
            await Workbench.RunAsync("apt-get", [.. options, "-qq", "update"]);
        }
        await Workbench.RunAsync("sh", ["-c", "cd \"$1\"; shift; exec \"$@\"", "sh", bench.At("debs"), "apt-get", .. options, "-qq", "download", $"{package}={version}"]);
        var file = Directory.EnumerateFiles(bench.At("debs")).Single(deb => Path.GetFileName(deb).StartsWith(package + "_", StringComparison.Ordinal));
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }
}
