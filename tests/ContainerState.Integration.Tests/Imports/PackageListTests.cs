using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Faults;
using Xunit;

namespace ContainerState.Integration.Tests.Imports;

/// <summary>What an import fetches when one was made before, and what of it is never believed.</summary>
public sealed class PackageListTests : IDisposable
{
    private readonly Workbench _bench = new();

    private string[] Kept => [.. Workbench.InFolder(_bench.At("home/lists")).Where(path => path.EndsWith(".list", StringComparison.Ordinal))];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_second_import_fetches_what_is_signed_and_nothing_else()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        var first = await ImportAsync(mirror, await _bench.NewAsync("first"));
        Assert.Contains(SignedMirror.Packages, mirror.Asked());

        var second = await ImportAsync(mirror, await _bench.NewAsync("second"));

        Assert.Equal([SignedMirror.InRelease], mirror.Asked());
        Assert.Equal(first, second);
        // Nor does a look at what is new.
        var update = await _bench.DoUnderAsync(mirror.Trusting, "dependency", "update", "--repo", _bench.At("second"));
        Assert.Equal("UpToDate", update.GetProperty("state").GetString());
        Assert.Equal([SignedMirror.InRelease], mirror.Asked());
        await AssertNothingLeftAsync("first", "second");
    }

    [Fact]
    public async Task Whoever_only_looks_what_is_newer_leaves_the_host_as_it_was()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        await ImportAsync(mirror, await _bench.NewAsync("first"));
        var before = await HomeAsync();

        // With a list that is kept, with one that is kept and damaged, and with one that is not.
        var same = await _bench.Program.RunUnderAsync(mirror.Trusting, "dependency", "list", "--outdated", "--repo", _bench.At("first"));
        Assert.True(same.ExitCode == 0, same.Error);
        Assert.Equal(before, await HomeAsync());
        var list = Assert.Single(Kept);
        await File.WriteAllBytesAsync(list, (await File.ReadAllBytesAsync(list))[..^5]);
        before = await HomeAsync();
        Assert.Equal("UpToDate", await LookAsync());
        Assert.Equal(before, await HomeAsync());
        await mirror.PublishAsync("1.1");
        Assert.Equal("Outdated", await LookAsync());
        Assert.Equal(before, await HomeAsync());
        await AssertNothingLeftAsync("first");

        async Task<string> LookAsync() =>
            (await _bench.DoUnderAsync(mirror.Trusting, "dependency", "update", "--dry-run", "--repo", _bench.At("first"))).GetProperty("state").GetString()!;
        // Names, sizes and times; a folder that something was in for a while has another time.
        Task<string> HomeAsync() => Workbench.RunAsync("find", _bench.At("home"), "!", "-type", "d", "-printf", "%P %s %T@\n", "-o", "-printf", "%P\n");
    }

    [Fact]
    public async Task A_changed_InRelease_has_its_new_list_and_package_fetched_alone()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        var first = await ImportAsync(mirror, await _bench.NewAsync("first"));
        mirror.Asked();
        await mirror.PublishAsync("1.1");

        var second = await ImportAsync(mirror, await _bench.NewAsync("second"));

        Assert.NotEqual(first, second);
        Assert.Equal("1.1", await Workbench.GitAsync(_bench.At("second"), "show", "refs/heads/deps/tiny:usr/share/tiny/version"));
        Assert.Equal([SignedMirror.InRelease, SignedMirror.Packages, "/debian/pool/tiny_1.1_all.deb"], mirror.Asked().Distinct());
        Assert.Equal(2, Kept.Length);
        await AssertNothingLeftAsync("first", "second");
    }

    [Theory]
    [InlineData("cut", "File has unexpected size")]
    [InlineData("other", "Hash Sum mismatch")]
    public async Task A_list_that_is_not_what_was_signed_is_refused_and_not_kept(string how, string said)
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        mirror.Change(SignedMirror.Packages, list => how == "cut" ? list[..^20] : [.. list[..^20], .. "Tag: made::up\n\n\n\n\n\n\n"u8[..20]]);

        var error = await RefuseAsync(mirror);

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("does not go with what it signed", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(Kept);
    }

    [Fact]
    public async Task Lists_of_another_moment_than_the_InRelease_are_refused()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        await ImportAsync(mirror, await _bench.NewAsync("first"));
        var before = Kept;
        byte[] old = [];
        mirror.Change(SignedMirror.Packages, list => old = list);
        await mirror.PublishAsync("1.1");
        mirror.Change(SignedMirror.Packages, _ => old);

        await RefuseAsync(mirror);

        Assert.Equal(before, Kept);
    }

    [Fact]
    public async Task Kept_lists_are_not_used_when_the_mirror_is_gone()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        await ImportAsync(mirror, await _bench.NewAsync("first"));
        mirror.Clear();

        await RefuseAsync(mirror);
    }

    [Fact]
    public async Task Kept_lists_are_not_used_when_the_signature_is_not_trusted()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        await ImportAsync(mirror, await _bench.NewAsync("first"));
        mirror.Change(SignedMirror.InRelease, text => System.Text.Encoding.ASCII.GetBytes(System.Text.Encoding.ASCII.GetString(text).Replace("Origin: Test", "Origin: Tess", StringComparison.Ordinal)));

        await RefuseAsync(mirror);
    }

    [Fact]
    public async Task A_kept_list_that_was_changed_is_fetched_again()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        var first = await ImportAsync(mirror, await _bench.NewAsync("first"));
        var list = Assert.Single(Kept);
        var whole = await File.ReadAllBytesAsync(list);
        await File.WriteAllBytesAsync(list, whole[..^5]);
        mirror.Asked();

        Assert.Equal(first, await ImportAsync(mirror, await _bench.NewAsync("second")));

        Assert.Contains(SignedMirror.Packages, mirror.Asked());
        Assert.Equal(whole, await File.ReadAllBytesAsync(list));
    }

    [Fact]
    public async Task Lists_that_have_become_too_old_are_refused_with_suite_and_date()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        await mirror.PublishAsync("1.0", DateTimeOffset.UtcNow.AddDays(-2));

        var error = await RefuseAsync(mirror);

        Assert.Contains($"suite {SignedMirror.Suite} counted until {DateTimeOffset.UtcNow.AddDays(-2):yyyy-MM-dd}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Acquire::Check-Valid-Until", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(Kept);
    }

    [Fact]
    public async Task Lists_that_are_too_old_are_taken_with_a_warning_where_apt_is_set_so()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        await mirror.PublishAsync("1.0", DateTimeOffset.UtcNow.AddDays(-2));
        await mirror.CheckDatesAsync(false);
        var repository = await _bench.NewAsync();

        var result = await _bench.Program.RunUnderAsync(mirror.Trusting, ["--json", .. mirror.Import(repository)]);

        Assert.True(result.ExitCode == 0, result.Error);
        var warning = Assert.Single(result.ErrorObjects).GetProperty("warning").GetString()!;
        Assert.Contains($"Debian {SignedMirror.Suite} counted until {DateTimeOffset.UtcNow.AddDays(-2):yyyy-MM-dd}", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_imports_at_once_fetch_a_list_once()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        var repositories = new[] { await _bench.NewAsync("one"), await _bench.NewAsync("two") };

        var commits = await Task.WhenAll(repositories.Select(repository => ImportAsync(mirror, repository)));

        Assert.Single(commits.Distinct());
        Assert.Single(mirror.Asked(), SignedMirror.Packages);
        Assert.Single(Kept);
        await AssertNothingLeftAsync("one", "two");
    }

    [Fact]
    public async Task A_killed_import_leaves_no_half_list()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        var repository = await _bench.NewAsync();
        foreach (var moment in (int[])[100, 250, 400, 600, 900, 1300])
        {
            using var started = _bench.Program.Start(
                mirror.Trusting, new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = Directory.CreateDirectory(_bench.At("tmp")).FullName }, mirror.Import(repository, "n" + moment));
            await Task.Delay(moment);
            started.Kill();
            await started.WaitForExitAsync();
            await Leftovers.WaitForProcessesAsync(Path.Combine(repository, ".git"));
            foreach (var list in Kept)
            {
                await using var content = File.OpenRead(list);
                Assert.Equal(Path.GetFileNameWithoutExtension(list), Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content)));
            }
        }

        await ImportAsync(mirror, repository, "last");

        await FaultTests.AssertSoundAsync(repository);
        Assert.Single(Kept);
        await AssertNothingLeftAsync("web");
    }

    [Fact]
    public async Task Clearing_the_cache_takes_kept_lists()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        var repository = await _bench.NewAsync();
        await ImportAsync(mirror, repository);
        var name = Path.GetFileNameWithoutExtension(Assert.Single(Kept));
        File.SetLastWriteTimeUtc(Kept[0], DateTime.UtcNow.AddDays(-40));

        var cleared = await _bench.Program.RunAsync("--json", "cache", "clear", "--repo", repository);

        Assert.True(cleared.ExitCode == 0, cleared.Error);
        var item = Assert.Single(cleared.Objects, item => item.GetProperty("kind").GetString() == "PackageList");
        Assert.Equal(name, item.GetProperty("name").GetString());
        Assert.Empty(Kept);
    }

    [Fact]
    public async Task A_terminal_shows_what_is_fetched_and_installed_by_package()
    {
        using var mirror = await SignedMirror.StartAsync(_bench);
        var repository = await _bench.NewAsync();

        var added = await _bench.Program.RunCommandAsync(
            [.. mirror.Trusting, "script", "--quiet", "--return", "--command", "stty columns 200 && " + string.Join(" ", [NativeProgram.File, .. mirror.Import(repository)]), "/dev/null"]);

        Assert.True(added.ExitCode == 0, added.Output);
        Assert.Contains("Fetch: lists of Debian loop", added.Output, StringComparison.Ordinal);
        Assert.Contains("Import: 1 package", added.Output, StringComparison.Ordinal);
        Assert.Matches("Import: 1 package, [^:]+: [a-z]", added.Output);
    }

    private async Task<string> ImportAsync(SignedMirror mirror, string repository, string name = "tiny") =>
        (await _bench.DoUnderAsync(mirror.Trusting, mirror.Import(repository, name))).GetProperty("commit").GetString()!;

    private async Task<(string Message, string Remedy)> RefuseAsync(SignedMirror mirror)
    {
        var repository = await _bench.NewAsync("refused");
        var before = await RepositoryState.OfAsync(repository);

        var error = (await _bench.Program.RunUnderAsync(mirror.Trusting, ["--json", .. mirror.Import(repository)])).ErrorOf("Remote");

        Assert.Equal(before, await RepositoryState.OfAsync(repository));
        Assert.Contains(mirror.Url, error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        await AssertNothingLeftAsync("refused");
        return (error.GetProperty("message").GetString()!, error.GetProperty("remedy").GetString()!);
    }

    private Task AssertNothingLeftAsync(params string[] repositories) =>
        Leftovers.AssertNoneAsync(Path.Combine(_bench.Folder, "home"), [_bench.At("home/work"), _bench.At("tmp"), .. repositories.Select(name => Path.Combine(_bench.At(name), ".git/containerstate/work"))]);
}
