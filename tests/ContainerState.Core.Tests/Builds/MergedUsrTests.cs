using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class MergedUsrTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;
    private readonly List<string> _warnings = [];

    public MergedUsrTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("a", "z")]
    [InlineData("z", "a")]
    public async Task Files_of_bin_land_where_another_has_a_link(string basis, string tool)
    {
        Link($"src/{basis}/bin", "usr/bin");
        Component(basis, ("usr/bin/sh", "sh"), ("etc/passwd", "root:x:0:0::/:/bin/sh\n"));
        Link($"src/{tool}/bin/up", "../opt/up");
        Component(tool, ("bin/tool", "t"), ("usr/bin/other", "o"), ("etc/passwd", "root:x:0:0::/:/bin/sh\nt:x:9:9::/:/bin/sh\n"));

        var tree = await BuildAsync();

        Assert.Equal("usr/bin", Text(tree, "bin"));
        Assert.Equal("t", Text(tree, "usr/bin/tool"));
        Assert.Equal("../../opt/up", Text(tree, "usr/bin/up"));
        Assert.Contains("t:x:9:9", Text(tree, "etc/passwd"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_that_come_to_one_place_are_refused()
    {
        Link("src/a/bin", "usr/bin");
        Component("a", ("usr/bin/sh", "sh"));
        Component("b", ("bin/x", "1"), ("usr/bin/x", "2"));
        Assert.Equal("b", (await Refused.WithAsync(ErrorId.Plan, BuildAsync)).Target);
    }

    [Fact]
    public async Task A_build_says_what_overrides_decides()
    {
        Component("a", ("etc/x", "1"));
        Component("b", ("etc/x", "2"));
        _repo.Write("components/b.yaml", "source: src/b\noverrides: [a]\n");
        _repo.Commit("override");
        await BuildAsync();
        Assert.Contains("b overrides a: /etc/x is from b.", _warnings);
    }

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_temp.At("web", path))!);
        File.CreateSymbolicLink(_temp.At("web", path), target);
    }

    private void Component(string name, params (string Path, string Text)[] files)
    {
        _repo.Write($"components/{name}.yaml", $"source: src/{name}\n");
        foreach (var (path, text) in files)
        {
            _repo.Write($"src/{name}/{path}", text);
        }
        _repo.Commit(name);
    }

    private async Task<string> BuildAsync() =>
        (await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), _warnings.Add, cancel: TestContext.Current.CancellationToken)).Id;

    private string Text(string tree, string path) => _repo.Run("show", $"{tree}:{path}");
}
