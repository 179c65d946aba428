using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Dependencies;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Core.Tests.Dependencies;

public sealed class SecondImportTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _state;

    public SecondImportTests() => _state = TestRepo.MakeState(_temp.At("web"));

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task An_import_that_is_another_the_second_time_is_refused_by_name()
    {
        var error = await Assert.ThrowsAsync<ImportDiffersException>(() => BringAsync(new Import(number => $"made by import {number}"), twice: true));
        Assert.Equal(["etc/made"], error.Paths);
        Assert.Contains("differs in 1 file: 'etc/made'.", error.Message);
        Assert.Equal("", _state.Run("branch", "--list", "deps/*"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("work")));
    }

    [Fact]
    public async Task An_import_that_is_the_same_twice_is_the_commit_of_one()
    {
        var import = new Import(_ => "the same");
        var twice = await BringAsync(import, twice: true);
        Assert.Equal(2, import.Count);
        var once = await BringAsync(import, twice: false);
        Assert.Equal(3, import.Count);
        Assert.Equal(once.Changes[1], twice.Changes[1]);
        Assert.Equal(["look here"], twice.Warnings);
        Assert.Equal("the same", _state.Run("show", "deps/base:etc/made"));
    }

    private async Task<BroughtDependency> BringAsync(Import import, bool twice)
    {
        using var store = GitStore.Open(_state.Path);
        using var work = WorkFolder.Create(_temp.At("work"));
        return await new ImportedSource(import, twice).BringAsync(store, work, "base", null, TestContext.Current.CancellationToken);
    }

    private sealed class Import(Func<int, string> content) : IImportSource
    {
        public int Count { get; private set; }

        public string Title => "made";

        public string DefaultName => "made";

        public string DefaultTo => "/";

        public void Check()
        {
        }

        public Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel)
        {
            files.Add("etc/made", TreeItemKind.File, Encoding.UTF8.GetBytes(content(++Count)));
            files.Add("etc/shipped", TreeItemKind.File, "shipped"u8);
            return Task.FromResult(new ImportRecord(ImportRecord.Archive, new SortedDictionary<string, string>(StringComparer.Ordinal), []) { Warnings = ["look here"] });
        }
    }
}
