using System.Text.RegularExpressions;
using ContainerState.Integration.Tests.CommandLine;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>The servers of docs/examples: each repository is made by the commands of its README.md.</summary>
public sealed partial class ExampleServers : Workbench, Xunit.IAsyncLifetime
{
    private static readonly string[] Names = ["postgresql", "systemd", "redis-from-source", "java", "nginx", "redis", "haproxy", "node", "python"];

    private readonly Dictionary<string, Task<BuiltImage>> images = [];

    /// <summary>What is on the page of the example nginx.</summary>
    public const string Page = "<p>The page of another repository.</p>\n";

    /// <summary>All imports and builds come first, some at a time: the tests look at the whole host.</summary>
    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }
        File.CreateSymbolicLink(At("docs"), Path.Combine(Solution.Folder, "docs"));
        var page = await RemoteAsync("page", ("index.html", Page));
        using var atOnce = new SemaphoreSlim(3);
        foreach (var name in Names)
        {
            images[name] = MakeAsync(name, page, atOnce);
        }
        // A fault is that of the tests that need the image.
        await Task.WhenAll(images.Values).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The image of an example.</summary>
    public Task<BuiltImage> ImageAsync(string name) => images[name];

    private async Task<BuiltImage> MakeAsync(string name, string page, SemaphoreSlim atOnce)
    {
        await atOnce.WaitAsync();
        try
        {
            var commands = Commands().Match(await File.ReadAllTextAsync(At($"docs/examples/{name}/README.md"))).Groups["commands"].Value;
            // The command, where a reader has it: on PATH.
            var made = await Program.RunCommandAsync(
                "env", $"PATH={NativeProgram.Folder}:{Environment.GetEnvironmentVariable("PATH")}", "PAGE=" + page,
                "GIT_AUTHOR_NAME=test", "GIT_AUTHOR_EMAIL=test@localhost", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@localhost",
                "sh", "-euc", commands);
            Xunit.Assert.True(made.ExitCode == 0 && commands.Length > 0, made.Error);
            return await BuildAsync(At(name));
        }
        finally
        {
            atOnce.Release();
        }
    }

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Commands();
}
