using System.Text.RegularExpressions;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;

[assembly: Xunit.AssemblyFixture(typeof(ExampleServers))]

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>
/// The servers of docs/examples: each repository is made by the commands of its README.md, and its image is built. That is done once,
/// when the first test asks.
/// </summary>
public sealed partial class ExampleServers : Workbench
{
    /// <summary>Their folders. The longest come first.</summary>
    public static readonly string[] Names = ["postgresql", "systemd", "redis-from-source", "java", "nginx", "redis", "haproxy", "node", "python"];

    private readonly Lazy<Task<IReadOnlyDictionary<string, Task<BuiltImage>>>> all;

    public ExampleServers() => all = new(MakeAllAsync);

    /// <summary>What is on the page of the example nginx.</summary>
    public const string Page = "<p>The page of another repository.</p>\n";

    /// <summary>Waits until all are made, well or not, for tests that look at the whole host.</summary>
    public Task MakeAsync() => all.Value;

    /// <summary>The image of an example. That it cannot be made is the fault of the tests that need it.</summary>
    public async Task<BuiltImage> ImageAsync(string name) => await (await all.Value)[name];

    private async Task<IReadOnlyDictionary<string, Task<BuiltImage>>> MakeAllAsync()
    {
        File.CreateSymbolicLink(At("docs"), Path.Combine(Solution.Folder, "docs"));
        var page = await RemoteAsync("page", ("index.html", Page));
        using var atOnce = new SemaphoreSlim(2);
        var images = Names.ToDictionary(name => name, name => MakeAsync(name, page, atOnce), StringComparer.Ordinal);
        await Task.WhenAll(images.Values).ContinueWith(_ => { }, TaskScheduler.Default);
        return images;
    }

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
