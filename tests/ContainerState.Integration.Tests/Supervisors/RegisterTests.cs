using ContainerState.Integration.Tests.CommandLine;
using Xunit;

namespace ContainerState.Integration.Tests.Supervisors;

public sealed class RegisterTests : IDisposable
{
    private readonly CommandLineProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task A_unit_that_follows_a_repository_is_written_for_the_command_line_on_the_path()
    {
        await program.RunAsync("repo", "new", "web");
        // Any program will do: the unit is written, and nothing is started.
        var bin = Directory.CreateDirectory(Path.Combine(program.Folder, "bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "containerstate"), "/usr/bin/env");

        var result = await program.RunUnderAsync(
            ["/usr/bin/env", $"PATH={bin}:{Environment.GetEnvironmentVariable("PATH")}"],
            "--json", "server", "register", "--repo", "web", "--ref", "main", "--name", "web", "--count", "5", "--unit-folder", "units");

        Assert.True(result.ExitCode == 0, result.Error);
        var unit = Assert.Single(result.Objects);
        var path = Path.Combine(program.Folder, "units", "containerstate-web.service");
        Assert.Equal(path, unit.GetProperty("path").GetString());
        Assert.Contains(
            $"ExecStart=\"{bin}/containerstate\" \"--json\" \"server\" \"supervise\" \"--repo\" \"{program.Folder}/web\" \"--ref\" \"main\" \"--name\" \"web\" \"--count\" \"5\"",
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
