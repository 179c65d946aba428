using ContainerState.Contents;
using ContainerState.Core.Tests.Servers;
using ContainerState.Core.Tests.Support;
using ContainerState.Images;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Contents;

/// <summary>A repository, what is built of it, and what is seen of that.</summary>
public abstract class ContentTests : IDisposable
{
    private readonly MemoryServers _world = new();
    private readonly TempFolder _temp = new();

    protected ContentTests() => Repo = TestRepo.MakeState(_temp.At("web"));

    private protected TestRepo Repo { get; }

    private protected MemoryServers World => _world;

    private protected List<string> Warnings { get; } = [];

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string At(params ReadOnlySpan<string> parts) => _temp.At(parts);

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _temp.Dispose();
        _world.Dispose();
    }

    protected string Commit()
    {
        Repo.Run("add", "--all");
        return Repo.Commit("more");
    }

    protected Task<ServerImage> BuildAsync(string? reference = null) =>
        new ContainerState.Builds.ImageBuilder(_world.Host).BuildAsync(StateRepo.Locate(Repo.Path), new() { Reference = reference }, cancel: Cancel);

    protected Task<ServerImage> CommitAndBuildAsync()
    {
        Commit();
        return BuildAsync();
    }

    private protected async Task<(ServerImageComparison Result, List<ServerImageDifference> Found)> CompareAsync(ImageReference first, ImageReference second, string? path = null)
    {
        var found = new List<ServerImageDifference>();
        return (await new ImageContents(_world.Servers).CompareAsync(StateRepo.Locate(path ?? Repo.Path), first, second, found.Add, Warnings.Add, cancel: Cancel), found);
    }

    private protected Task<(ServerImageComparison Result, List<ServerImageDifference> Found)> CompareAsync(string first, string second = "HEAD", string? path = null) =>
        CompareAsync(ImageReference.Of(first), ImageReference.Of(second), path);

    private protected async Task<IReadOnlyList<string>> ComponentsAsync(string reference = "HEAD") =>
        [.. (await ContentAsync(reference)).Components.Select(row => $"{row.Name}: {row.Files} {row.OwnBytes} {row.SharedBytes} {row.State}")];

    private protected Task<ServerImageContent> ContentAsync(string reference = "HEAD", string? path = null) =>
        new ImageContents(_world.Servers).ComponentsAsync(StateRepo.Locate(path ?? Repo.Path), ImageReference.Of(reference), Warnings.Add, cancel: Cancel);

    private protected async Task<List<ServerImageFile>> FilesAsync(params string[] paths)
    {
        var found = new List<ServerImageFile>();
        await new ImageContents(_world.Servers).FilesAsync(
            StateRepo.Locate(Repo.Path), ImageReference.Of("HEAD"), paths, found.Add, (_, fault) => throw fault, Warnings.Add, cancel: Cancel);
        return found;
    }

    private protected async Task<string> WhoAsync(string path) => string.Join(", ", (await FilesAsync(path)).Select(file => $"{file.Path} {string.Join('+', file.SharedWith.Prepend(file.Component))}"));

    private protected static string Short(ServerImageDifference one) => $"{one.Kind} {one.Name} {one.Change}" + (one.What.Length > 0 ? $" ({one.What})" : "");
}
