using ContainerState.Integration.Tests.CommandLine;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>Tests with a disk of their own, mounted in a mount namespace of the command's own, so that nothing is mounted on the host.</summary>
public abstract class OtherDiskTests : FaultTests
{
    // The script runs the command as "$@", sets code, and prints what is wrong afterwards.
    internal Task<CommandLineResult> InNamespaceAsync(string place, string options, string script, string[] more, string[] arguments) =>
        Bench.Program.RunUnderAsync(
            [
                .. more, "env", "DISK=" + place, "unshare", "--mount",
                "sh", "-c", $"mount -t tmpfs -o {options} tmpfs \"$DISK\" || exit 99\n{script.Replace("\"$@\"; code", "\"$@\" >/dev/null; code", StringComparison.Ordinal)}\nexit $code", "sh",
            ],
            ["--json", .. arguments]);

    internal static string ErrorLines(CommandLineResult result) =>
        string.Join('\n', result.Error.Split('\n').Where(line => line.StartsWith('{')));

    // The program's own output goes to the null device, so this is the script's.
    internal static string FilesAfter(CommandLineResult result) => result.Output;
}
