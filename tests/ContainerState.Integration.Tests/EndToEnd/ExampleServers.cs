using System.Text.RegularExpressions;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Imports;

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

    // What other tests import as well.
    private static readonly Dictionary<string, string[]> Imports = new(StringComparer.Ordinal) { ["nginx"] = DebianServer.Import, ["redis-from-source"] = SharedImports.Toolchain };

    private readonly Lazy<IReadOnlyDictionary<string, Task<BuiltImage>>> all;

    public ExampleServers() => all = new(MakeAll);

    /// <summary>What is on the page of the example nginx.</summary>
    public const string Page = "<p>The page of another repository.</p>\n";

    /// <summary>Waits until all are made, well or not, for tests that look at the whole host.</summary>
    public Task MakeAsync() => Task.WhenAll(all.Value.Values).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>The image of an example. That it cannot be made is the fault of the tests that need it.</summary>
    public Task<BuiltImage> ImageAsync(string name) => all.Value[name];

    /// <summary>The repository of an example.</summary>
    public async Task<string> RepositoryAsync(string name)
    {
        await ImageAsync(name);
        return At(name);
    }

    private Dictionary<string, Task<BuiltImage>> MakeAll()
    {
        File.CreateSymbolicLink(At("docs"), Path.Combine(Solution.Folder, "docs"));
        var page = RemoteAsync("page", ("index.html", Page));
        var atOnce = new SemaphoreSlim(2);
        return Names.ToDictionary(name => name, name => MakeAsync(name, page, atOnce), StringComparer.Ordinal);
    }

    private async Task<BuiltImage> MakeAsync(string name, Task<string> page, SemaphoreSlim atOnce)
    {
        await atOnce.WaitAsync();
        try
        {
            var commands = Commands().Match(await File.ReadAllTextAsync(At($"docs/examples/{name}/README.md"))).Groups["commands"].Value;
            // The command, where a reader has it: on PATH.
            var path = Imports.TryGetValue(name, out var import)
                ? await SharedImports.StandInAsync(this, "programs/" + name, import) : $"{NativeProgram.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
            var made = await Program.RunCommandAsync(
                "env", "PATH=" + path, "PAGE=" + await page,
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
