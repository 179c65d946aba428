using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class UsageTests : IDisposable
{
    private readonly CommandLineProgram program = new();

    public void Dispose() => program.Dispose();

    [Theory]
    [InlineData("containerstate --help", new string[0])]
    [InlineData("containerstate server --help", new[] { "server" })]
    [InlineData("containerstate server log --help", new[] { "server", "log" })]
    [InlineData("containerstate repo new --help", new[] { "repo", "new", "a", "b" })]
    [InlineData("containerstate --help", new[] { "servers", "list" })]
    [InlineData("containerstate server log --help", new[] { "server", "log", "web", "--tail", "many" })]
    [InlineData("containerstate dependency add --help", new[] { "dependency", "add", "--upload-pack=x", "https://localhost/x" })]
    public async Task A_wrong_command_line_ends_with_2_and_names_the_help_page(string page, string[] arguments)
    {
        var result = await program.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("containerstate: ", result.Error, StringComparison.Ordinal);
        Assert.Contains($"See {page}.", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("Give a URL", new[] { "dependency", "add" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "https://localhost/x", "--suite", "bookworm" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "--debian", "busybox", "--ref", "main" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "https://localhost/x", "--debian", "busybox" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "https://localhost/x", "--twice" })]
    [InlineData("--sha256", new[] { "dependency", "add", "--archive", "foo.tar" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "--archive", "foo.tar", "--sha256", "x", "--suite", "sid" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "--archive", "foo.tar", "--debian-source", "hello" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "--debian-source", "hello", "--variant", "extract" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "--debian-source", "hello", "--root-filesystem" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "--debian", "busybox", "--sha256", "x" })]
    [InlineData("Leave one of them out", new[] { "dependency", "add", "https://localhost/x", "--archive", "foo.tar" })]
    [InlineData("Leave one of them out", new[] { "dependency", "list", "--packages", "--outdated" })]
    [InlineData("from 1 to 500", new[] { "server", "start", "--count", "0" })]
    [InlineData("from 1 to 500", new[] { "server", "start", "--count", "501" })]
    [InlineData("from 0 to 86400", new[] { "server", "start", "--timeout", "86401" })]
    [InlineData("0 or more", new[] { "server", "log", "web", "--tail", "-1" })]
    [InlineData("'syslog'", new[] { "server", "log", "web", "--source", "journal" })]
    [InlineData("does not go with --follow", new[] { "server", "log", "web", "--drop", "--follow" })]
    [InlineData("Leave one of them out", new[] { "server", "supervise", "web", "--name", "web", "--ref", "main" })]
    [InlineData("1 or more", new[] { "cache", "pull", "--sample", "0" })]
    [InlineData("0 or more", new[] { "cache", "clear", "--older-than-days", "-1" })]
    [InlineData("0 or more", new[] { "cache", "clear", "--maximum-size-mib", "-1" })]
    public async Task Options_that_do_not_go_together_end_with_2_and_a_remedy(string remedy, string[] arguments)
    {
        var result = await program.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(remedy, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_with_no_force_and_no_terminal_ends_with_2_and_names_force()
    {
        var result = await program.RunAsync("server", "stop", "*");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--force", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_a_mistake_is_one_object_on_standard_error()
    {
        var result = await program.RunAsync("server", "log", "--json");

        var error = Assert.Single(result.ErrorObjects);
        Assert.Equal("Usage", error.GetProperty("errorId").GetString());
        Assert.Equal(2, error.GetProperty("exitCode").GetInt32());
        Assert.Contains("log", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Equal("See containerstate server log --help.", error.GetProperty("remedy").GetString());
        Assert.Equal(2, result.ExitCode);
    }

    [Theory]
    [InlineData("repo", "new", "show", "clone", "update", "test")]
    [InlineData("dependency", "add", "list", "remove")]
    [InlineData("image", "build", "list", "content", "compare", "remove")]
    [InlineData("cache", "push", "pull", "clear")]
    [InlineData("server", "start", "list", "test", "log", "stop", "supervise", "register")]
    [InlineData("host", "setup", "check")]
    public async Task Help_names_each_command_of_a_noun(string noun, params string[] commands)
    {
        var result = await program.RunAsync(noun, "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.All(commands, command => Assert.Matches($@"\n  {command} ", result.Output));
    }

    [Fact]
    public async Task A_name_that_begins_with_an_at_sign_is_a_name_and_no_file_of_arguments()
    {
        await File.WriteAllTextAsync(Path.Combine(program.Folder, "more"), "--help");

        var result = await program.RunAsync("server", "log", "@more");

        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("Usage:", result.Output, StringComparison.Ordinal);
        Assert.Contains("@more", result.Error, StringComparison.Ordinal);
    }
}
