using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class HostCommandTests : IDisposable
{
    private readonly CommandLineProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Each_thing_that_the_host_needs_is_there_or_has_a_remedy()
    {
        var checkedHost = await program.RunAsync("host", "check", "--json");

        Assert.NotEmpty(checkedHost.Objects);
        // What no host needs has advice where it is not there.
        Assert.All(checkedHost.Objects.Where(check => check.GetProperty("name").GetString() != "fs-verity"), check =>
            Assert.Equal(check.GetProperty("passed").GetBoolean(), check.GetProperty("remedy").GetString()!.Length == 0));
        var lacks = checkedHost.Objects.Any(check => !check.GetProperty("passed").GetBoolean());
        Assert.Equal(lacks ? 1 : 0, checkedHost.ExitCode);
    }

    [Fact]
    public async Task What_to_do_stands_in_whole_lines_below_the_table()
    {
        // One that needs more than any host has.
        var checks = (await program.RunAsync("host", "check", "--servers", "1000", "--json")).Objects.Where(check => check.GetProperty("remedy").GetString()!.Length > 0).ToList();
        var shown = await program.RunAsync("host", "check", "--servers", "1000");

        Assert.NotEmpty(checks);
        Assert.All(checks, check => Assert.Contains($"\n- {check.GetProperty("name").GetString()}: {check.GetProperty("remedy").GetString()}\n", shown.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_of_the_set_up_needs_no_root_and_changes_nothing()
    {
        var before = await program.RunAsync("host", "check", "--json");

        var planned = await program.RunUnderAsync(["unshare", "--user", "--"], "host", "setup", "--dry-run");

        Assert.True(planned.ExitCode == 0, planned.Error);
        Assert.Equal(before.Output, (await program.RunAsync("host", "check", "--json")).Output);
    }

    [Fact]
    public async Task Limits_that_servers_share_are_looked_at_for_the_number_that_is_given()
    {
        var few = await LimitsAsync("1");
        var many = await LimitsAsync("1000");

        Assert.Equal(few.Keys, many.Keys);
        Assert.Contains("1000 servers need", many["fs.inotify.max_user_instances"], StringComparison.Ordinal);
        Assert.NotEqual(few["kernel.pid_max"], many["kernel.pid_max"]);
        Assert.Equal(3, (await program.RunAsync("host", "check", "--servers", "0")).ExitCode);
        Assert.Equal(3, (await program.RunAsync("host", "setup", "--servers", "2000", "--dry-run")).ExitCode);

        async Task<Dictionary<string, string>> LimitsAsync(string servers) =>
            (await program.RunAsync("host", "check", "--servers", servers, "--json")).Objects
                .Where(check => check.GetProperty("area").GetString() == "Limit")
                .ToDictionary(check => check.GetProperty("name").GetString()!, check => check.GetProperty("found").GetString()!, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(0, "host", "setup", "--dry-run")]
    [InlineData(5, "host", "setup")]
    [InlineData(5, "demo")]
    [InlineData(5, "server", "list")]
    public async Task Others_than_root_may_only_ask_what_the_host_lacks(int exitCode, params string[] command)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become somebody else.");
        var everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(program.Folder, everybody);
        string[] nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", "env", $"HOME={program.Folder}"];
        foreach (var file in Directory.EnumerateFiles(NativeProgram.Folder))
        {
            File.Copy(file, Path.Combine(program.Folder, Path.GetFileName(file)));
        }

        var result = await program.RunCommandAsync([.. nobody, Path.Combine(program.Folder, "containerstate"), "--json", .. command]);

        Assert.True(exitCode == result.ExitCode, $"exit code {result.ExitCode}: {result.Error}");
        if (exitCode == 5)
        {
            Assert.Equal("NotRoot", result.ErrorObjects[^1].GetProperty("errorId").GetString());
        }
    }
}
