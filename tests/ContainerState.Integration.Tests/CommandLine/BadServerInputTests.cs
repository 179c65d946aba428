using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class BadServerInputTests(SmallServer small) : IClassFixture<SmallServer>
{
    // Makes a program invisible in a mount namespace that ends with the command.
    private const string Hide = "mount -t tmpfs tmpfs \"$2\" && mkdir \"$2/up\" \"$2/work\" && mount -t overlay overlay "
        + "-o \"lowerdir=/usr/bin,upperdir=$2/up,workdir=$2/work\" /usr/bin && rm \"/usr/bin/$1\" && shift 2 && exec \"$@\"";

    private const string TinyDisk = "mkdir -p \"$1\" && mount -t tmpfs -o size=256k tmpfs \"$1\" && shift && exec \"$@\"";

    [Theory]
    [InlineData("two words")]
    [InlineData("a/b")]
    [InlineData("a\nlxc.init.cmd = x")]
    [InlineData("..")]
    [InlineData("build.0")]
    public async Task A_server_name_that_is_no_name_ends_with_3_and_starts_nothing(string name)
    {
        SmallServer.RequireRoot();
        var before = await RunningAsync();

        var error = await small.FailAsync(3, "InvalidName", "server", "start", small.Image, $"--name={name}");

        Assert.NotEmpty(error.GetProperty("remedy").GetString()!);
        Assert.Equal(before, await RunningAsync());
    }

    [Fact]
    public async Task A_server_starts_whatever_the_umask_is_and_has_the_usual_one()
    {
        SmallServer.RequireRoot();
        string[] strict = ["sh", "-c", "umask 077; exec \"$@\"", "sh"];

        var first = await small.Program.DoUnderAsync(strict, "server", "start", small.Image, "--name", small.Name("strict"), "--wait");

        var status = await File.ReadAllLinesAsync($"/proc/{first.GetProperty("processId").GetInt32()}/status");
        Assert.Contains("Umask:\t0022", status);

        // As others may have left them: a build under such a umask, for one.
        foreach (var folder in Directory.EnumerateDirectories("/sys/fs/cgroup").SelectMany(hierarchy => (string[])[hierarchy + "/containerstate", hierarchy + "/containerstate/payload"]).Where(Directory.Exists))
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        await small.StartAsync("after");

        await small.StopAsync("strict");
        await small.StopAsync("after");
    }

    [Fact]
    public async Task A_name_that_is_taken_ends_with_6_and_the_first_server_goes_on()
    {
        SmallServer.RequireRoot();
        var first = await small.StartAsync("taken");

        await small.FailAsync(6, "ServerExists", "server", "start", small.Image, "--name", small.Name("taken"));

        var listed = await small.DoAsync("server", "list", small.Name("taken"));
        Assert.Equal(first.GetProperty("processId").GetInt32(), listed.GetProperty("processId").GetInt32());
        await small.StopAsync("taken");
    }

    [Fact]
    public async Task An_image_in_use_is_not_removed_and_the_error_names_the_server()
    {
        SmallServer.RequireRoot();
        await small.StartAsync("user");

        var error = await small.FailAsync(6, "ImageInUse", "image", "remove", small.Image);

        Assert.Contains(small.Name("user"), error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        await small.DoAsync("image", "list", small.Image);
        await small.StopAsync("user");
    }

    [Fact]
    public async Task Stopping_without_force_is_refused_and_the_server_goes_on()
    {
        SmallServer.RequireRoot();
        await small.StartAsync("asked");

        await small.FailAsync(2, "Usage", "server", "stop", small.Name("asked"));

        Assert.Equal("Running", (await small.DoAsync("server", "list", small.Name("asked"))).GetProperty("state").GetString());
        await small.StopAsync("asked");
    }

    [Theory]
    [InlineData("ServerNotFound", "server", "log", "cli-nowhere")]
    [InlineData("ServerNotFound", "server", "test", "cli-nowhere")]
    [InlineData("ServerNotFound", "server", "stop", "cli-nowhere", "--force")]
    [InlineData("ImageNotFound", "server", "start", "abcdef0123")]
    [InlineData("ImageNotFound", "image", "remove", "abcdef0123")]
    public async Task What_is_not_there_ends_with_4_and_names_the_list(string errorId, params string[] command)
    {
        SmallServer.RequireRoot();

        var error = await small.FailAsync(4, errorId, command);

        Assert.Contains(errorId == "ImageNotFound" ? "image list" : "server list", error.GetProperty("remedy").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host", "setup")]
    [InlineData("demo")]
    [InlineData("server", "start", "small")]
    public async Task Without_root_it_ends_with_5_and_says_to_run_it_as_root(params string[] command)
    {
        SmallServer.RequireRoot();

        // In a user namespace without a map our process is nobody, and still reads the files of its owner.
        var result = await small.Program.RunUnderAsync(["unshare", "--user", "--"], ["--json", .. command]);

        Assert.True(result.ExitCode == 5, $"exit code {result.ExitCode}: {result.Error}");
        Assert.Contains("root", result.ErrorObjects[^1].GetProperty("remedy").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_LXC_it_ends_with_5_and_names_host_setup()
    {
        SmallServer.RequireRoot();
        var before = await RunningAsync();
        var scratch = Directory.CreateDirectory(Path.Combine(small.Program.Folder, "scratch")).FullName;

        var result = await small.Program.RunUnderAsync(
            ["unshare", "--mount", "--", "sh", "-c", Hide, "sh", "lxc-start", scratch],
            "--json", "server", "start", small.Image, "--name", small.Name("nolxc"));

        Assert.True(result.ExitCode == 5, $"exit code {result.ExitCode}: {result.Error}");
        var error = Assert.Single(result.ErrorObjects);
        Assert.Contains("lxc-start", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Contains("host setup", error.GetProperty("remedy").GetString()!, StringComparison.Ordinal);
        Assert.Equal(before, await RunningAsync());
    }

    [Fact]
    public async Task A_full_disk_at_the_image_ends_with_8_and_leaves_no_image()
    {
        SmallServer.RequireRoot();
        const string After = " ; code=$?; find \"$CONTAINERSTATE_HOME\" -name '*.squashfs' >&2; exit $code";
        var script = TinyDisk.Replace("exec \"$@\"", "\"$@\"", StringComparison.Ordinal) + After;

        var result = await small.Program.RunUnderAsync(
            ["unshare", "--mount", "--", "sh", "-c", script, "sh", small.Program.Home],
            "--json", "image", "build", "--repo", small.Repository);

        Assert.True(result.ExitCode == 8, $"exit code {result.ExitCode}: {result.Error}");
        var error = Assert.Single(result.ErrorObjects);
        Assert.Equal("DiskFull", error.GetProperty("errorId").GetString());
        Assert.Contains("Free some", error.GetProperty("remedy").GetString()!, StringComparison.Ordinal);
    }

    private async Task<string> RunningAsync() => string.Join(
        ' ', (await small.Program.RunAsync("--json", "server", "list", small.Name("*"))).Objects.Select(server => server.GetProperty("name").GetString()));
}
