using System.Formats.Tar;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>How much of a Debian system comes with packages. The names are those of mmdebstrap.</summary>
internal static class DebianVariant
{
    /// <summary>The packages and what they need are unpacked; no maintainer script runs.</summary>
    public const string Extract = "extract";

    /// <summary>They are installed into a minimal system.</summary>
    public const string Essential = "essential";

    // What mmdebstrap takes for a minimal system.
    private static readonly string[] MinimalSystem = ["?essential"];

    /// <summary>What apt would have to install for a request whose variant was said.</summary>
    public static IEnumerable<string> Wanted(DebianDependencyRequest request) => request.Variant == Extract ? request.Packages : [.. MinimalSystem, .. request.Packages];

    /// <summary>Says what each variant would bring, and which it is.</summary>
    /// <param name="request">The packages, and the variant if it was said.</param>
    /// <param name="apt">The lists of the suite.</param>
    /// <param name="bring">Brings package files, and gives their folder.</param>
    /// <param name="progress">Is told what each brings.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The variant, and what it brings.</returns>
    /// <remarks>
    /// A static program or a set of fonts needs nothing of Debian around it, and a web server does: it is told by whether the
    /// packages need any of a minimal system (a program that is not static needs libc6), and by whether they bring scripts that
    /// are run when they are installed.
    /// </remarks>
    public static async Task<(string Variant, AptPlan Plan)> ChooseAsync(
        DebianDependencyRequest request, AptSources apt, Func<AptPlan, Task<string>> bring, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        // One after the other: the first has apt read the lists.
        var alone = await apt.PlanAsync(request.Packages, cancel);
        var system = await apt.PlanAsync([.. MinimalSystem, .. request.Packages], cancel);
        var variant = request.Variant ?? (await StandAloneAsync(apt, alone, bring, cancel) ? Extract : Essential);
        progress?.Report(new StepProgress("Import", $"{string.Join(',', request.Packages)}: {Extract} brings {alone.Summary}; {Essential} brings {system.Summary}; it is {variant}"));
        return (variant, variant == Extract ? alone : system);
    }

    private static async Task<bool> StandAloneAsync(AptSources apt, AptPlan alone, Func<AptPlan, Task<string>> bring, CancellationToken cancel)
    {
        var minimal = await apt.PlanAsync(MinimalSystem, cancel);
        if (alone.Packages.Intersect(minimal.Packages, StringComparer.Ordinal).Any())
        {
            return false;
        }
        var folder = await bring(alone);
        foreach (var file in Directory.EnumerateFiles(folder, "*" + PackageStore.Suffix))
        {
            if (await HasScriptAsync(file, cancel))
            {
                return false;
            }
        }
        return true;
    }

    // The members of a package's control archive: deb(5), deb-preinst(5), deb-postinst(5).
    private static async Task<bool> HasScriptAsync(string package, CancellationToken cancel)
    {
        var found = false;
        await ProgramRunner.RunAsync(new ProgramCommand("dpkg-deb") { DiesWithUs = true }.With("--ctrl-tarfile", package), output: ReadAsync, cancel: cancel);
        return found;

        async Task ReadAsync(Stream stream, CancellationToken token)
        {
            var tar = new TarReader(stream, leaveOpen: true);
            await using var disposing = tar;
            while (await tar.GetNextEntryAsync(cancellationToken: token) is { } entry)
            {
                found |= Path.GetFileName(entry.Name) is "preinst" or "postinst";
            }
            await stream.CopyToAsync(Stream.Null, token);
        }
    }
}
