using ContainerState.Integration.Tests.CommandLine;
using Xunit;

namespace ContainerState.Integration.Tests.Supervisors;

public sealed class RegisterTests : IDisposable
{
    private readonly CommandLineProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task A_unit_that_follows_a_repository_names_the_program_that_wrote_it()
    {
        await program.RunAsync("repo", "new", "web");

        var result = await program.RunAsync("--json", "server", "register", "--repo", "web", "--ref", "main", "--name", "web", "--count", "5", "--unit-folder", "units");

        Assert.True(result.ExitCode == 0, result.Error);
        var unit = Assert.Single(result.Objects);
        var path = Path.Combine(program.Folder, "units", "containerstate-web.service");
        Assert.Equal(path, unit.GetProperty("path").GetString());
        Assert.Contains(
            $"ExecStart=\"{NativeProgram.File}\" \"--json\" \"server\" \"supervise\" \"--settings\" \"{program.Folder}/units/containerstate-web.json\"",
            await File.ReadAllTextAsync(path),
            StringComparison.Ordinal);
        // Nothing is built and nothing runs: it got as far as looking for what to start.
        var supervised = await program.RunAsync("--json", "server", "supervise", "--settings", unit.GetProperty("settingsPath").GetString()!);
        Assert.Equal("ImageNotFound", Assert.Single(supervised.ErrorObjects).GetProperty("errorId").GetString());
    }

    [Theory]
    [InlineData("--settings", "x.json", "--count", "5")]
    [InlineData("--settings", "x.json", "--repo", ".")]
    [InlineData("--settings", "x.json", "web")]
    [InlineData("--count", "5")]
    public async Task Settings_stand_in_place_of_everything_else(params string[] words)
    {
        var result = await program.RunAsync(["--json", "server", "supervise", .. words]);

        Assert.Equal("Usage", Assert.Single(result.ErrorObjects).GetProperty("errorId").GetString());
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task With_a_count_that_is_not_possible_nothing_is_written()
    {
        await program.RunAsync("repo", "new", "web");

        var result = await program.RunAsync("--json", "server", "register", "--repo", "web", "--name", "web", "--count", "0", "--unit-folder", "units");

        Assert.Equal("InvalidName", Assert.Single(result.ErrorObjects).GetProperty("errorId").GetString());
        Assert.False(Directory.Exists(Path.Combine(program.Folder, "units")));
    }
}
