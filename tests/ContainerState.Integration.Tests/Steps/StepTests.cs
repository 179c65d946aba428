using System.Text.Json;
using ContainerState.Integration.Tests.Builds;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>Tests that run build steps, in a toolchain of busybox alone.</summary>
public abstract class StepTests : IAsyncLifetime
{
    private protected Workbench Bench { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Build containers need root.");
        await Bench.NewAsync();
        await Workbench.WriteAsync(Repository, "state.yaml", "name: web\ninit: [/bin/sh]\n");
        await BusyboxToolchain.WriteAsync(Repository);
        await Workbench.WriteAsync(Repository, "source/text", "some text\n");
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Bench.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The state repository.</summary>
    protected string Repository => Bench.At("web");

    /// <summary>Writes a component with a build step.</summary>
    protected Task ComponentAsync(string name, string build, string more = "") =>
        Workbench.WriteAsync(Repository, $"components/{name}.yaml", $"""
            source: source
            toolchain: toolchain
            {more}
            build: |
              {build.ReplaceLineEndings("\n  ")}

            """);

    /// <summary>Commits and builds.</summary>
    protected async Task<BuiltImage> BuildAsync(params string[] arguments)
    {
        await CommitAsync();
        return await Bench.BuildAsync(Repository, arguments);
    }

    /// <summary>Commits a component and builds, which must fail.</summary>
    protected async Task<JsonElement> FailAsync(string errorId, string build, string more = "")
    {
        await ComponentAsync("a", build, more);
        await CommitAsync();
        return await Bench.FailAsync(errorId, "image", "build", "--repo", Repository);
    }

    /// <summary>Commits what changed, if anything did.</summary>
    protected async Task CommitAsync()
    {
        if ((await Workbench.GitAsync(Repository, "status", "--porcelain")).Length > 0)
        {
            await Workbench.CommitAsync(Repository);
        }
    }

    /// <summary>A file of an image.</summary>
    protected static Task<string> ReadAsync(BuiltImage image, string path) => image.ReadAsync(path);

    /// <summary>Asserts that the next build sees nothing of the last.</summary>
    protected async Task AssertNextBuildIsCleanAsync()
    {
        await ComponentAsync("a", "ls -A /src /out /tmp > /tmp/seen; cp /tmp/seen $OUT/seen");
        Assert.Equal("/out:\n\n/src:\ntext\n\n/tmp:\nseen\n", await ReadAsync(await BuildAsync(), "seen"));
    }

    /// <summary>The keys of the results that are known.</summary>
    protected async Task<IReadOnlyList<string>> ResultsAsync() =>
        (await Workbench.GitAsync(Repository, "for-each-ref", "--format=%(refname:lstrip=3)", "refs/containerstate/builds")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The message of an error.</summary>
    protected static string MessageOf(JsonElement error) => error.GetProperty("message").GetString()!;
}
