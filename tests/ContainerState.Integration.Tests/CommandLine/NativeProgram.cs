using System.Runtime.CompilerServices;
using ContainerState.Hosts;
using ContainerState.Platform;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>The command line as it is published: one native program, with libgit2 beside it.</summary>
internal static class NativeProgram
{
    /// <summary>A variable that tells tests inside a test that there is nothing to publish and to set up any more.</summary>
    public const string IsPublished = "CONTAINERSTATE_TESTS_PUBLISHED";

    /// <summary>Whether this is a test inside a test.</summary>
    public static bool IsInsideTest => Environment.GetEnvironmentVariable(IsPublished) is not null;

    private const string Name = "containerstate";

    /// <summary>Its folder. Nothing else is in it.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "../../../out/tests/cli"));

    /// <summary>The program.</summary>
    public static string File => Path.Combine(Folder, Name);

    /// <summary>Publishes it, and what it is linked with before that; nothing is compiled again when nothing has changed.</summary>
    public static async Task PublishAsync()
    {
        if (IsInsideTest)
        {
            return;
        }
        if (Environment.IsPrivilegedProcess && (ProgramRunner.Find("gcc") is null || !System.IO.File.Exists("/usr/include/zlib.h")))
        {
            await AptInstaller.InstallAsync(["gcc", "libc6-dev", "zlib1g-dev"], _ => { }, CancellationToken.None);
        }
        var project = Path.GetFullPath(Path.Combine(Here(), "../../../src/ContainerState.Cli"));
        var published = await ProgramRunner.TryRunAsync(
            new ProgramCommand("dotnet").With("publish", project, "--output", Folder, "--nologo", "--verbosity", "quiet")
                // Those of the dotnet test that we are part of.
                .WithEnvironment("MSBUILDDISABLENODEREUSE", "1")
                .WithEnvironment("TestResultsFolder", null));
        if (published.ExitCode != 0)
        {
            throw new InvalidOperationException($"The command line cannot be published: {published.Output}{published.Error}");
        }
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
