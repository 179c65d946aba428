using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Builds;

/// <summary>One commit of a Debian server, built in places and ways that have nothing else in common.</summary>
public sealed class SameCommitSameBytesTests(DebianServer debian) : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("another time zone", "env", "TZ=Pacific/Apia")]
    [InlineData("another locale", "env", "LC_ALL=tr_TR.UTF-8", "LANG=ja_JP.eucJP", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0")]
    [InlineData("a strict umask", "sh", "-c", "umask 077; exec \"$@\"", "sh")]
    [InlineData("an open umask", "sh", "-c", "umask 000; exec \"$@\"", "sh")]
    [InlineData("one core", "taskset", "-c", "0")]
    [InlineData("another clock", "env", "SOURCE_DATE_EPOCH=1700000000", "GIT_COMMITTER_DATE=2001-01-01T00:00:00")]
    [InlineData("another host name", "unshare", "--uts", "sh", "-c", "hostname elsewhere; exec \"$@\"", "sh")]
    [InlineData("no network", "unshare", "--net")]
    [InlineData("Git told otherwise", "env", "GIT_CONFIG_COUNT=3", "GIT_CONFIG_KEY_0=core.autocrlf", "GIT_CONFIG_VALUE_0=true", "GIT_CONFIG_KEY_1=core.fileMode", "GIT_CONFIG_VALUE_1=false", "GIT_CONFIG_KEY_2=core.quotePath", "GIT_CONFIG_VALUE_2=false")]
    [InlineData("within another repository's hook", "env", "GIT_DIR=/nowhere", "GIT_INDEX_FILE=/nowhere/index", "GIT_WORK_TREE=/nowhere", "GIT_OBJECT_DIRECTORY=/nowhere/objects")]
    public async Task The_image_is_the_same_with(string what, params string[] wrapper)
    {
        var expected = await debian.ImageAsync();
        var folder = Directory.CreateDirectory(bench.At("another folder " + what.Length)).FullName;
        var copy = await debian.CopyToAsync(folder + "/ïn here");

        var actual = await bench.BuildUnderAsync([.. wrapper, "env", "CONTAINERSTATE_HOME=" + bench.At("another home")], copy);

        Assert.False(actual.Cached);
        Assert.Equal(expected.Identity, actual.Identity);
        Assert.Equal(expected.Layers.Count, actual.Layers.Count);
        foreach (var (one, other) in expected.Layers.Zip(actual.Layers))
        {
            Assert.Equal(0, (await Differences(one, other)).ExitCode);
        }
    }

    [Fact]
    public async Task Another_user_builds_the_same_image_in_a_home_of_his_own()
    {
        var expected = await debian.ImageAsync();
        var copy = await debian.CopyToAsync(bench.At("copy"));
        await Workbench.RunAsync("chown", "-R", "65534:65534", copy);
        Directory.CreateDirectory(bench.At("user"));
        await Workbench.RunAsync("chown", "65534:65534", bench.At("user"));
        File.SetUnixFileMode(bench.Folder, (UnixFileMode)493);

        var actual = await bench.BuildUnderAsync(AsNobody(), copy);

        Assert.False(actual.Cached);
        Assert.StartsWith(bench.At("user"), actual.Layers[0], StringComparison.Ordinal);
        Assert.Equal(expected.Identity, actual.Identity);
    }

    [Fact]
    public async Task The_repository_of_someone_else_is_refused_until_Git_calls_it_safe()
    {
        var expected = await debian.ImageAsync();
        var copy = await debian.CopyToAsync(bench.At("copy"));
        Directory.CreateDirectory(bench.At("user"));
        await Workbench.RunAsync("chown", "65534:65534", bench.At("user"));
        File.SetUnixFileMode(bench.Folder, (UnixFileMode)493);

        var refused = await bench.Program.RunUnderAsync(AsNobody(), "--json", "image", "build", "--repo", copy);
        refused.ErrorOf("NotARepository");
        Assert.Contains("safe.directory", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Workbench.InFolder(bench.At("user/home/images")));

        // Reading what is built needs no right to write to the repository, except to remember the answer.
        await Workbench.RunAsync("chown", "-R", "65534:65534", copy + "/.git");
        await Workbench.RunAsync("chown", "0:0", copy);
        await File.WriteAllTextAsync(bench.At("user/.gitconfig"), $"[safe]\n\tdirectory = {copy}\n");
        Assert.Equal(expected.Identity, (await bench.BuildUnderAsync(AsNobody(), copy)).Identity);
    }

    private string[] AsNobody() =>
    [
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
        "env", "HOME=" + bench.At("user"), "TMPDIR=" + bench.At("user"), "CONTAINERSTATE_HOME=" + bench.At("user/home"), "XDG_CONFIG_HOME=",
    ];

    private static Task<Platform.ProgramResult> Differences(string one, string other) =>
        Platform.ProgramRunner.TryRunAsync(new Platform.ProgramCommand("cmp").With(one, other));
}
