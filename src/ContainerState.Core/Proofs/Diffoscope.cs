using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Proofs;

/// <summary>Lets diffoscope look at files that two builds did not make the same, where it is installed.</summary>
/// <remarks>It hands files to many readers of formats, and the files are a stranger's: so it runs as nobody, without a network.</remarks>
internal static class Diffoscope
{
    /// <summary>Its name on PATH.</summary>
    public const string Program = "diffoscope";

    private const string Nobody = "65534";
    private const int MostFiles = 20;
    private const long LargestFile = 64L << 20;
    private const int LongestReport = 64 << 10;
    private const UnixFileMode Everybody = (UnixFileMode)511;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Where it is installed; null when it is not.</summary>
    public static string? Find() => ProgramRunner.Find(Program);

    /// <summary>The differences, the first of them with what diffoscope says.</summary>
    public static async Task<IReadOnlyList<TreeDifference>> ExplainAsync(
        string program, IReadOnlyList<TreeDifference> differences, (GitStore Store, ImageLayout Layout) first, (GitStore Store, ImageLayout Layout) second, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var explained = differences.ToList();
        var asked = 0;
        for (var i = 0; i < explained.Count && asked < MostFiles; i++)
        {
            if (File(first, explained[i]) is { } one && File(second, explained[i]) is { } other && one != other)
            {
                asked++;
                progress?.Report(new StepProgress("Compare", explained[i].Path));
                explained[i] = explained[i] with { Diffoscope = await RunAsync(program, first.Store, one, second.Store, other, cancel) };
            }
        }
        return explained;
    }

    private static string? File((GitStore Store, ImageLayout Layout) side, TreeDifference difference) =>
        side.Layout.ReadEntries(side.Store).FirstOrDefault(entry => "/" + entry.Path == difference.Path) is { Kind: TreeItemKind.File or TreeItemKind.Executable } entry
        && side.Store.BlobSize(entry.Id) <= LargestFile ? entry.Id : null;

    private static async Task<string> RunAsync(string program, GitStore first, string one, GitStore second, string other, CancellationToken cancel)
    {
        // Not in our own folders, which nobody else may look into.
        var folder = Directory.CreateTempSubdirectory("containerstate-compare-").FullName;
        try
        {
            foreach (var (name, content) in (ReadOnlySpan<(string, byte[])>)[("first", first.ReadBlob(one)), ("second", second.ReadBlob(other))])
            {
                System.IO.File.WriteAllBytes(Path.Combine(folder, name), content);
                System.IO.File.SetUnixFileMode(Path.Combine(folder, name), (UnixFileMode)292);
            }
            System.IO.File.SetUnixFileMode(folder, Everybody);
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            time.CancelAfter(Patience);
            var result = await ProgramRunner.TryRunAsync(
                new ProgramCommand("unshare") { DiesWithUs = true, WorkingDirectory = folder }
                    .With("--net", "--", "setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--no-new-privs", "--")
                    .With(program, "--no-progress", "--text", "-", "first", "second")
                    .WithEnvironment("HOME", folder).WithEnvironment("TMPDIR", folder).WithEnvironment("LC_ALL", "C.UTF-8"),
                cancel: time.Token);
            // 0 and 1 are answers; anything else says in its error what went wrong.
            var said = result.ExitCode is 0 or 1 ? result.Output : $"{Program} ended with exit code {result.ExitCode}: {result.Error}";
            return said.Length > LongestReport ? said[..LongestReport] + "\n…" : said;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"{Program} took more than {Patience.TotalMinutes:0} minutes, and was ended.";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
