using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class CopyCheckTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;
    private readonly List<string> _warnings = [];

    public CopyCheckTests()
    {
        _repo = TestRepo.MakeState(_temp.At("web"));
        _repo.Write("rootfs/var/lib/x/file", new byte[9000]);
        _repo.Write("rootfs/var/lib/x/own/hidden", new byte[90000]);
        _repo.Write("rootfs/var/lib/xy", new byte[90000]);
    }

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("8KiB", "512MiB", "the image's files there take 12KiB, and its size is 8KiB")]
    [InlineData("12KiB", "8KiB", "what is copied takes 12KiB, and the server's memory is 8KiB")]
    public async Task Files_that_do_not_fit_are_refused_with_their_sizes(string size, string memory, string fault)
    {
        var refused = await Assert.ThrowsAsync<StateFileException>(() => BuildAsync("/var/lib/x", size, memory));

        Assert.StartsWith($"state.yaml, writable /var/lib/x: {fault}. Use ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_fit_are_not_and_those_below_another_writable_do_not_count()
    {
        await BuildAsync("/var/lib/x", "12KiB", "512MiB");

        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_folder_without_files_is_told()
    {
        await BuildAsync("/var/lib/empty", "12KiB", "512MiB");

        Assert.Equal(["writable /var/lib/empty: copy: true copies nothing, since the image has no files there."], _warnings);
    }

    private async Task BuildAsync(string path, string size, string memory)
    {
        _repo.Write("state.yaml", $$"""
            name: web
            init: [/bin/init]
            writable: [{path: {{path}}, size: {{size}}, copy: true}, /var/lib/x/own]
            limits: {memory: {{memory}}}
            """);
        _repo.Commit("copy");
        await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new BuildOptions(), text => _warnings.AddRange(text.StartsWith("writable", StringComparison.Ordinal) ? [text] : []), cancel: TestContext.Current.CancellationToken);
    }
}
