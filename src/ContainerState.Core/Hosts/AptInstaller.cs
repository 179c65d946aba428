using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Hosts;

/// <summary>Installs Debian packages.</summary>
internal static class AptInstaller
{
    /// <summary>True when the host has apt.</summary>
    public static bool IsHere => ProgramRunner.Find("apt-get") is not null;

    /// <summary>Installs packages, and nothing that they merely recommend.</summary>
    /// <exception cref="ProgramFailedException">apt could not.</exception>
    public static async Task InstallAsync(IReadOnlyList<string> packages, Action<string> say, CancellationToken cancel)
    {
        if (!HasLists())
        {
            await UpdateAsync(say, cancel);
        }
        say(string.Join(' ', packages));
        var install = Apt("install", "--yes", "--no-install-recommends").With([.. packages]);
        var first = await ProgramRunner.TryRunAsync(install, cancel: cancel);
        if (first.ExitCode != 0)
        {
            // Lists that are out of date name files that the mirror no longer has.
            await UpdateAsync(say, cancel);
            await ProgramRunner.RunAsync(install, cancel: cancel);
        }
    }

    private static async Task UpdateAsync(Action<string> say, CancellationToken cancel)
    {
        say("apt-get update");
        await ProgramRunner.RunAsync(Apt("update"), cancel: cancel);
    }

    private static bool HasLists() =>
        Directory.Exists("/var/lib/apt/lists") && Directory.EnumerateFiles("/var/lib/apt/lists", "*_Packages*").Any();

    private static ProgramCommand Apt(params ReadOnlySpan<string> arguments) =>
        new ProgramCommand("apt-get")
            .WithEnvironment("DEBIAN_FRONTEND", "noninteractive")
            .With("--quiet", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=300")
            .With(arguments);
}
