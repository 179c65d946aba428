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
            $"ExecStart=\"{NativeProgram.File}\" \"--json\" \"server\" \"supervise\" \"--repo\" \"{program.Folder}/web\" \"--ref\" \"main\" \"--name\" \"web\" \"--count\" \"5\"",
            await File.ReadAllTextAsync(path),
            StringComparison.Ordinal);
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
