using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Images.Formats;

namespace ContainerState.Core.Tests.Images;

public sealed class SquashfsFormatTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("data/", "data")]
    [InlineData("", "/")]
    public async Task A_folder_that_would_take_hours_is_refused_at_once(string prefix, string named)
    {
        using var store = GitStore.Open(TestRepo.MakeState(_temp.At("web")).Path);
        var entries = Enumerable.Range(0, 250_001).Select(i => new ImageEntry($"{prefix}{i}", TreeItemKind.File, new string('a', 40), 420, 0, 0, null));
        var content = new ImageContent(store, [.. entries], "web");

        var error = await Assert.ThrowsAsync<UnsafeTreeException>(
            () => new SquashfsFormat().WriteAsync(content, _temp.At("file"), null, TestContext.Current.CancellationToken));

        Assert.Equal(named, error.Path);
        Assert.Contains("250001 entries", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_temp.At("file")));
    }
}
