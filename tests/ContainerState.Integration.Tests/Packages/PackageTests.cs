using System.Text.Json;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Packages;

/// <summary>What build.ps1 Package makes, installed where nothing else of the product is, and used.</summary>
public sealed class PackageTests(PackageSet packages) : IClassFixture<PackageSet>
{
    private const string Hostile = "$(touch${IFS}/root/pwned)";

    public static TheoryData<string> Shells => ["bash", "zsh", "fish"];

    [Fact]
    public async Task The_Debian_package_has_each_file_in_its_place_and_of_root()
    {
        RequireRoot();
        var listed = (await RunAsync("dpkg-deb", "--contents", packages.Debian)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(listed, line => Assert.Equal("root/root", line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        string[] files = [.. listed.Where(line => line[0] != 'd').Select(line => $"{line[..10]} {line[line.IndexOf(" ./", StringComparison.Ordinal)..].Trim()}")];
        Assert.Equal(
            [
                "-rw-r--r-- ./lib/systemd/system/containerstate-metrics.service",
                "-rw-r--r-- ./lib/systemd/system/containerstate-metrics.timer",
                "-rwxr-xr-x ./usr/lib/containerstate/containerstate",
                "-rw-r--r-- ./usr/share/bash-completion/completions/containerstate",
                "-rw-r--r-- ./usr/share/doc/containerstate/changelog.gz",
                "-rw-r--r-- ./usr/share/doc/containerstate/copyright",
                "-rw-r--r-- ./usr/share/doc/containerstate/third-party-notices.gz",
                "-rw-r--r-- ./usr/share/fish/vendor_completions.d/containerstate.fish",
                "-rw-r--r-- ./usr/share/zsh/vendor-completions/_containerstate",
                "lrwxrwxrwx ./usr/bin/containerstate -> ../lib/containerstate/containerstate",
            ],
            files.Where(file => !file.Contains("libgit2", StringComparison.Ordinal)).OrderBy(file => file[0] == 'l').ThenBy(file => file[11..], StringComparer.Ordinal));
        Assert.Single(files, file => file.StartsWith("-rw-r--r-- ./usr/lib/containerstate/libgit2-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_package_depends_on_what_the_set_up_would_install()
    {
        RequireRoot();
        var named = (await RunAsync("dpkg-deb", "--field", packages.Debian, "Depends", "Recommends", "Suggests")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => line.Split(": ")[1].Split(", ")).Except(["libssl3 | libssl3t64"], StringComparer.Ordinal).Where(name => !name.StartsWith("libc6 ", StringComparison.Ordinal));

        Assert.Equal(
            HostProgram.All.Concat(HostProgram.OnDemand).Select(program => program.Package).Concat(HostFile.All.Select(file => file.Package)).Distinct().Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_program_and_commit_make_the_same_package()
    {
        RequireRoot();
        await packages.MakeDebianAsync(packages.At("again"));
        var again = Directory.GetFiles(packages.At("again")).Single();
        Assert.Equal(await File.ReadAllBytesAsync(packages.Debian), await File.ReadAllBytesAsync(again));

        // Its times are those of the commit.
        var commit = await RunAsync("git", "-C", Solution.Folder, "log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%d %H:%M", "HEAD");
        Assert.All((await RunAsync("dpkg-deb", "--contents", again)).Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(commit.Trim(), line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task apt_installs_and_removes_the_package_in_an_empty_Debian()
    {
        RequireRoot();
        var root = await packages.RootAsync();

        Assert.Equal("install ok installed", await root.RunAsync("dpkg-query", "--show", "--showformat=${Status}", "containerstate"));
        // What apt resolved is all that the programs of a host are; what is only recommended is named with its remedy.
        var checks = (await root.TryAsync("containerstate", "--json", "host", "check")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line)).Where(check => check.GetProperty("area").GetString() == "Program").ToList();
        Assert.True(checks.Count > 10);
        Assert.Equal(["mmdebstrap"], checks.Where(check => !check.GetProperty("passed").GetBoolean()).Select(check => check.GetProperty("name").GetString()));

        var left = await root.RunAsideAsync("containerstate repo new /srv/web >&2; mkdir -p /var/lib/containerstate/images; dpkg --purge containerstate >&2; find / -xdev -ipath '*containerstate*' ! -path '/srv/*' ! -path '/tmp/*' ! -path '/root/*' ! -path '/run/*'");
        // The stores, and nothing else.
        Assert.All(left.Split('\n', StringSplitOptions.RemoveEmptyEntries), path => Assert.StartsWith("/var/lib/containerstate", path, StringComparison.Ordinal));
        Assert.Contains("/var/lib/containerstate/images\n", left, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Tab_completes_commands_names_and_files_in_a_shell(string name)
    {
        RequireRoot();
        var root = await packages.RootAsync();
        Directory.CreateDirectory(Path.Combine(root.Folder, "run/containerstate/servers/blue-1"));
        await using var shell = await TypedShell.StartAsync(root, name);

        Assert.Equal("containerstate server ", await shell.TypeAsync("containerstate ser\t"));
        Assert.Equal("containerstate server sto", await shell.TypeAsync("containerstate server sto"));
        Assert.Equal("containerstate server stop ", await shell.TypeAsync("containerstate server sto\t"));
        Assert.Equal("containerstate server stop blue-1 ", await shell.TypeAsync("containerstate server stop \t"));
        Assert.Equal("containerstate server stop --force ", await shell.TypeAsync("containerstate server stop --f\t"));
        Assert.Equal("containerstate image build --repo /etc/", await shell.TypeAsync("containerstate image build --repo /et\t"));
        Assert.Equal("containerstate dependency add --debian x --suite bullseye ", await shell.TypeAsync("containerstate dependency add --debian x --suite bul\t"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Tab_runs_nothing_that_a_branch_is_called(string name)
    {
        RequireRoot();
        var root = await packages.RootAsync();
        var repository = $"/srv/{name}";
        await root.RunAsync("containerstate", "repo", "new", repository);
        await root.RunAsync("git", "-C", repository, "branch", "--move", Hostile);
        await using var shell = await TypedShell.StartAsync(root, name);

        var line = await shell.TypeAsync($"containerstate repo test --repo {repository} --ref \t");
        Assert.Contains("pwned", line, StringComparison.Ordinal);
        // The line, as it would be run: the shell reads the name back as it is.
        await root.RunAsync(name, "-c", line.Replace("containerstate repo test", "printf '%s\\n' > /root/words", StringComparison.Ordinal));
        Assert.Equal(Hostile, (await File.ReadAllLinesAsync(Path.Combine(root.Folder, "root/words")))[^1]);
        Assert.False(File.Exists(Path.Combine(root.Folder, "root/pwned")));
    }

    [Fact]
    public async Task An_answer_to_Tab_takes_less_than_50_ms()
    {
        RequireRoot();
        var times = new List<TimeSpan>();
        for (var i = 0; i < 10; i++)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            Assert.Equal("start\nstop\n", await RunAsync(NativeProgram.File, "[suggest:24]", "containerstate server st"));
            times.Add(clock.Elapsed);
        }
        // The quickest: a busy machine only adds to it.
        Assert.True(times.Min().TotalMilliseconds < 50, $"{times.Min().TotalMilliseconds} ms");
    }

    [Fact]
    public async Task The_unpacked_package_builds_starts_tests_and_stops_a_server()
    {
        RequireRoot();
        using var bench = new Workbench();
        await RunAsync("dpkg-deb", "-x", packages.Debian, bench.At("unpacked"));
        string[] program = ["env", $"PATH={bench.At("unpacked/usr/bin")}:/usr/sbin:/usr/bin:/sbin:/bin", $"CONTAINERSTATE_HOME={bench.At("home")}", "containerstate"];
        var name = $"t-package-{Guid.NewGuid():n}"[..20];

        await DoAsync("repo", "new", bench.At("web"));
        await DoAsync("dependency", "add", "--debian", "busybox-static", "--variant", "extract", "--name", "base", "--repo", bench.At("web"));
        await DoAsync("image", "build", "--repo", bench.At("web"));
        try
        {
            await DoAsync("server", "start", "--name", name, "--wait", "--repo", bench.At("web"));
            Assert.Contains("\"Passed\":true", await DoAsync("--json", "server", "test", name), StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            await ProgramRunner.TryRunAsync(new ProgramCommand(program[0]).With([.. program[1..], "server", "stop", name, "--force"]));
        }
        Assert.DoesNotContain(name, await DoAsync("server", "list"), StringComparison.Ordinal);

        Task<string> DoAsync(params string[] arguments) => RunAsync(program[0], [.. program[1..], .. arguments]);
    }

    [Fact]
    public async Task The_installed_module_runs_the_pipeline_of_the_README()
    {
        RequireRoot();
        await packages.RunAsync(
            """
            Register-PSResourceRepository -Name Here -Uri $env:REPOSITORY -Trusted
            Install-PSResource ContainerState -Repository Here
            """,
            ("REPOSITORY", packages.Repository), ("HOME", packages.At("user")));
        var name = $"tm{Guid.NewGuid():n}"[..12];
        var said = await packages.RunAsync(
            """
            $module = Import-Module ContainerState -PassThru
            "from $($module.ModuleBase)"
            "commands $(@(Get-Command -Module ContainerState).Count)"
            "about $((Get-Help about_ContainerState).Length -gt 1000)"
            $null = New-Item $env:WORK -ItemType Directory
            Set-Location $env:WORK
            New-StateRepo "./$env:SERVER" |
                Add-StateDependency -Debian busybox-static -Name base |
                Build-ServerImage |
                Start-EphemeralServer |
                Test-Server -OutVariable tests |
                Stop-Server -Force
            "tested $($tests.Count) $($tests.Passed -notcontains $false)"
            "left $(@(Get-Server "$env:SERVER*").Count)"
            """,
            ("WORK", packages.At("work")), ("SERVER", name), ("CONTAINERSTATE_HOME", packages.At("home")), ("HOME", packages.At("user")));

        Assert.Contains($"from {packages.At("user/.local/share/powershell/Modules/ContainerState/")}", said, StringComparison.Ordinal);
        Assert.Contains("about True", said, StringComparison.Ordinal);
        Assert.Contains("tested 1 True", said, StringComparison.Ordinal);
        Assert.Contains("left 0", said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(packages.At("user/.local/share/powershell/Modules"), "*.pdb", SearchOption.AllDirectories));
    }

    private static void RequireRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");

    private static Task<string> RunAsync(string program, params string[] arguments) => Workbench.RunAsync(program, arguments);
}
