using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Imports;

public sealed class SecondImportTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _state;

    public SecondImportTests() => _state = TestRepo.MakeState(_temp.At("web"));

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task An_import_that_is_another_the_second_time_is_refused_by_name()
    {
        var error = await Refused.WithAsync(ErrorId.ImportDiffers, () => BringAsync(new Import(number => $"made by import {number}")));
        Assert.Contains("differs in 1 file: 'etc/made'.", error.Message);
        Assert.Equal("", _state.Run("branch", "--list", "deps/*"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("work")));
    }

    [Fact]
    public async Task An_import_that_is_the_same_twice_is_the_commit_of_one()
    {
        var import = new Import(_ => "the same");
        var twice = await BringAsync(import);
        Assert.Equal(2, import.Count);
        var single = new Import(_ => "the same", twice: false);
        var once = await BringAsync(single);
        Assert.Equal(1, single.Count);
        Assert.Equal(once.Changes, twice.Changes);
        Assert.Equal(["look here"], twice.Warnings);
        Assert.Equal("the same", _state.Run("show", $"{twice.Changes[0].Gitlink}:etc/made"));
    }

    private async Task<BroughtDependency> BringAsync(Import import)
    {
        using var store = GitStore.Open(_state.Path);
        using var work = WorkFolder.Create(_temp.At("work"));
        return await import.BringAsync(new(new Host(_temp.At("home"), _temp.At("run")), store, work), "base", null, TestContext.Current.CancellationToken);
    }

    private sealed class Import(Func<int, string> content, bool twice = true) : ImportSource(twice)
    {
        public int Count { get; private set; }

        public override string Title => "made";

        public override string DefaultName => "made";

        public override string DefaultTo => "/";

        public override void Check()
        {
        }

        public override Task<IReadOnlyList<PackageChange>> LookAsync(ImportRecord pinned, AptLists lists, IProgress<StepProgress>? progress, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<PackageChange>>([]);

        public override Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, Host host, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel)
        {
            files.Add("etc/made", TreeItemKind.File, Encoding.UTF8.GetBytes(content(++Count)));
            files.Add("etc/shipped", TreeItemKind.File, "shipped"u8);
            return Task.FromResult(new ImportRecord(ArchiveImport.Kind.Id, new SortedDictionary<string, string>(StringComparer.Ordinal), []) { Warnings = ["look here"] });
        }
    }
}
