using System.Security.Cryptography;
using System.Text.Json;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>What must hold after a command has ended in the worst way.</summary>
public abstract class FaultTests : IDisposable
{
    private protected Workbench Bench { get; } = new();

    public void Dispose()
    {
        Bench.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The arguments of an import that takes a few seconds.</summary>
    protected static string[] Import(string repository, string name = "base") =>
        ["dependency", "add", "--debian", "busybox-static", "--variant", "extract", "--name", name, "--repo", repository];

    /// <summary>Git finds nothing wrong, and nothing that the user did not do.</summary>
    internal static async Task AssertSoundAsync(string repository)
    {
        Assert.Equal("", await Workbench.GitAsync(repository, "fsck", "--strict", "--no-dangling", "--no-progress"));
        Assert.Equal("", await Workbench.GitAsync(repository, "status", "--porcelain", "--untracked-files=all"));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.Combine(repository, ".git"), "*", SearchOption.AllDirectories),
            file => file.EndsWith(".lock", StringComparison.Ordinal) || IsUnfinished(Path.GetFileName(file)) || Path.GetFileName(file) is "journal" or "index.tmp");
    }

    /// <summary>No process, mount or scratch file.</summary>
    protected Task AssertNothingLeftAsync(string repository) =>
        Leftovers.AssertNoneAsync(Bench.Folder, Bench.At("tmp"), Bench.At("home/work"), Path.Combine(repository, ".git/containerstate/work"));

    /// <summary>Every image of the store is whole: its layers are there, with the sizes and digests of its record.</summary>
    protected async Task AssertImagesWholeAsync()
    {
        foreach (var folder in Directory.Exists(Bench.At("home/images")) ? Directory.EnumerateDirectories(Bench.At("home/images")) : [])
        {
            Assert.Equal(["image.json"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
            var record = JsonDocument.Parse(await File.ReadAllTextAsync(folder + "/image.json")).RootElement;
            foreach (var layer in record.GetProperty("layers").EnumerateArray())
            {
                await using var file = File.OpenRead(Bench.At($"home/layers/{layer.GetProperty("id").GetString()}.squashfs"));
                Assert.Equal(file.Length, layer.GetProperty("sizeBytes").GetInt64());
                Assert.Equal(Convert.ToHexStringLower(await SHA256.HashDataAsync(file)), layer.GetProperty("sha256").GetString());
            }
        }
    }

    // libgit2's file of one object stays for a minute, until it is nobody's for sure; StateCommitterTests show that it goes.
    private static bool IsUnfinished(string name) =>
        (name.StartsWith("tmp_", StringComparison.Ordinal) && !name.StartsWith("tmp_object_git2_", StringComparison.Ordinal)) || name.StartsWith("streamed_", StringComparison.Ordinal);

    private protected static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
