using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports;

/// <summary>A state repository to import archives into.</summary>
public abstract class ArchiveTests : IDisposable
{
    private protected TempFolder Temp { get; } = new();

    private protected TestRepo State { get; }

    private protected StateRepo Repository { get; }

    protected ArchiveTests()
    {
        State = TestRepo.MakeState(Temp.At("web"));
        Repository = StateRepo.Open(State.Path);
    }

    public void Dispose()
    {
        Temp.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<StateDependency> AddAsync(ArchiveDependencyRequest request) => StateDependencies.AddAsync(new Host(Temp.At("home"), Temp.At("run")), Repository, request, cancel: TestContext.Current.CancellationToken);

    // Fails with this error, and leaves references, objects and the scratch folder as they were.
    private protected async Task<ContainerStateException> RefuseAsync(ErrorId id, ArchiveDependencyRequest request, ArchiveLimits? limits = null)
    {
        var error = await RefuseAsync<ContainerStateException>(request, limits);
        Assert.Equal(id, error.ErrorId);
        return error;
    }

    private protected async Task<T> RefuseAsync<T>(ArchiveDependencyRequest request, ArchiveLimits? limits = null)
        where T : ContainerStateException
    {
        var before = Everything();
        var error = await Assert.ThrowsAsync<T>(() => limits is null ? AddAsync(request) : ImportAsync(request, limits));
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.NotEmpty(error.Remedy);
        Assert.Equal(before, Everything());
        return error;
    }

    private async Task ImportAsync(ArchiveDependencyRequest request, ArchiveLimits limits)
    {
        using var store = Repository.OpenStore();
        using var work = WorkFolder.Create(StateCommitter.WorkOf(store));
        await ImportCommit.WriteAsync(new(new Host(Temp.At("home"), Temp.At("run")), store, work), new ArchiveImport(request, limits), null, TestContext.Current.CancellationToken);
    }

    private string Everything()
    {
        var work = Path.Combine(State.Path, ".git", "containerstate", "work");
        var scratch = Directory.Exists(work) ? string.Join(' ', Directory.EnumerateFileSystemEntries(work)) : "";
        var objects = string.Join(' ', Directory.EnumerateFiles(Path.Combine(State.Path, ".git", "objects"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        return string.Join('\n', State.Look(), scratch, objects);
    }

    private protected string[] Files(string commit) => [.. State.Run("ls-tree", "-r", "--format=%(objectmode) %(path)", commit).Split('\n')];

    private protected async Task<(string File, string Digest)> FileAsync(byte[] content, string program = "tar", string name = "foo.tar.gz")
    {
        var packed = await Packed.ByAsync(program, content);
        await File.WriteAllBytesAsync(Temp.At(name), packed, TestContext.Current.CancellationToken);
        return (Temp.At(name), Packed.Sha256(packed));
    }
}
