using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Supervisors;

public sealed class SupervisorRegistrarTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("containerstate-registrar-");

    private static SupervisorOptions Options => new() { Name = "web", Image = TestImage.Web };

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_unit_whose_program_has_an_odd_path_passes_systemd_s_own_check()
    {
        Assert.SkipUnless(ProgramRunner.Find("systemd-analyze") is not null, "systemd is not installed.");
        var program = Path.Combine(folder.CreateSubdirectory("odd %n $x").FullName, "containerstate");
        File.CreateSymbolicLink(program, "/usr/bin/env");

        var made = await SupervisorRegistrar.RegisterAsync(Options, folder.FullName, program);

        Assert.Equal("containerstate-web.service", made.Name);
        Assert.True(made.Verified);
        Assert.StartsWith("systemctl enable --now -- ", made.EnableCommand, StringComparison.Ordinal);
        Assert.Contains("supervise", await File.ReadAllTextAsync(made.Path), StringComparison.Ordinal);
        Assert.Contains(TestImage.Web.Id, await File.ReadAllTextAsync(made.SettingsPath), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(made.SettingsPath));
    }

    [Fact]
    public async Task A_unit_that_systemd_refuses_is_not_written()
    {
        Assert.SkipUnless(ProgramRunner.Find("systemd-analyze") is not null, "systemd is not installed.");

        await Assert.ThrowsAsync<ProgramFailedException>(() => SupervisorRegistrar.RegisterAsync(Options, folder.FullName, "/no/such/containerstate"));

        Assert.Empty(folder.GetFileSystemInfos());
    }
}
