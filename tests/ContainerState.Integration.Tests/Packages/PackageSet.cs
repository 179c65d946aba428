using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.PowerShell;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Packages;

/// <summary>The packages, made once by the scripts that build.ps1 Package runs, of the program and the module that the other tests use.</summary>
public sealed class PackageSet(PesterSuite suite) : IAsyncLifetime
{
    private Lazy<Task<DebianRoot>> _root = null!;

    /// <summary>A folder that is gone with this object.</summary>
    public string Folder { get; private set; } = "";

    /// <summary>The Debian package.</summary>
    public string Debian => Directory.GetFiles(At("packages"), "containerstate_*_amd64.deb").Single();

    /// <summary>The folder with the module's package: a repository for PSResourceGet.</summary>
    public string Repository => At("packages");

    /// <summary>A path below the folder.</summary>
    public string At(string path) => Path.Combine(Folder, path);

    /// <summary>A Debian with the package and some shells, for the first who asks.</summary>
    internal Task<DebianRoot> RootAsync() => _root.Value;

    /// <summary>Makes the Debian package in a folder.</summary>
    public Task<string> MakeDebianAsync(string output) =>
        RunAsync(
            "$version = (Import-PowerShellDataFile ./ContainerState.psd1).ModuleVersion; ./packaging/New-DebianPackage.ps1 -Program $env:PROGRAM -Version $version -Output $env:OUTPUT",
            ("PROGRAM", NativeProgram.Folder), ("OUTPUT", output), ("SOURCE_DATE_EPOCH", ""));

    /// <summary>Runs a script in real PowerShell, with no repository and no module of the user; it must succeed.</summary>
    /// <remarks>PSResourceGet has its repositories in XDG_DATA_HOME, and installs below HOME whatever that is.</remarks>
    public Task<string> RunAsync(string script, params (string Name, string Value)[] environment) =>
        suite.RunScriptAsync("$ErrorActionPreference = 'Stop'\n" + script, [("XDG_DATA_HOME", At("user/.local/share")), ("PSModulePath", At("modules")), .. environment]);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }
        Folder = Directory.CreateTempSubdirectory("containerstate-packages-").FullName;
        _root = new(() => DebianRoot.MakeAsync(At("root"), Debian));
        Directory.CreateDirectory(At("user/.local/share"));
        Directory.CreateDirectory(At("modules"));
        await MakeDebianAsync(At("packages"));
        await RunAsync(
            "$module = Get-ChildItem ./out/ContainerState; ./packaging/New-ModulePackage.ps1 -Module $module.FullName -Output $env:OUTPUT", ("OUTPUT", At("packages")));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Folder.Length > 0)
        {
            await ProgramRunner.RunAsync(new ProgramCommand("rm").With("-rf", "--one-file-system", "--", Folder));
        }
    }
}
