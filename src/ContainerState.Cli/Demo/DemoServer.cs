using System.Diagnostics;
using ContainerState.Builds;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Logs;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Cli.Demo;

/// <summary>The server that the demo creates, and each step to get there.</summary>
/// <param name="run">Where the steps are reported.</param>
/// <param name="path">The folder of its repository.</param>
internal sealed class DemoServer(Invocation run, string path)
{
    private readonly List<DemoStep> steps = [];
    private EphemeralServer? server;

    /// <summary>The folder of its repository.</summary>
    public string Path { get; } = path;

    /// <summary>What was done so far.</summary>
    public IReadOnlyList<DemoStep> Steps => steps;

    /// <summary>Where its page is.</summary>
    public string Url => $"http://{server?.Address}:{DemoFiles.Port}/";

    /// <summary>Goes from nothing to a tested, running server.</summary>
    public async Task RunAsync()
    {
        await StepAsync("Create a state repository", async () => Short("commit", (await StateRepo.CreateAsync(Path, DemoFiles.Name)).Head));
        await StepAsync("Import nginx and the Debian packages it needs into Git", ImportAsync);
        await StepAsync("Describe the server, and commit", () =>
        {
            DemoFiles.Write(Path, "This is the first.");
            return CommitAsync("Serve a page with nginx");
        });
        await StepAsync("Build the image", BuildAsync);
        await StepAsync("Build again, nothing changed", BuildAsync);
        await StepAsync("Change a line of the page, commit, build", async () =>
        {
            await File.WriteAllTextAsync(System.IO.Path.Combine(Path, DemoFiles.PagePath), DemoFiles.Page("This is the second."), run.Cancel);
            await CommitAsync("Change the page");
            return await BuildAsync();
        });
        await StepAsync("Boot it", StartAsync);
        await StepAsync("Test it", TestAsync);
        await StepAsync("Read its page over HTTP", FetchAsync);
        await StepAsync("Read its log", () => Task.FromResult(ReadLog()));
    }

    /// <summary>Kills the server.</summary>
    public Task KillAsync() => StepAsync("Kill it", async () =>
    {
        await new EphemeralServers(run.Host).StopAsync(server!, force: true, run.Cancel);
        return "no process, mount, address or file is left";
    });

    /// <summary>Removes everything that this demo, or one before it, left on the host. Continues where it was interrupted.</summary>
    public async Task ClearAsync()
    {
        foreach (var left in new EphemeralServers(run.Host).List(DemoFiles.Name))
        {
            await new EphemeralServers(run.Host).StopAsync(left, force: true);
        }
        foreach (var image in new ImageStore(run.Host).List(DemoFiles.Name))
        {
            await new EphemeralServers(run.Host).RemoveImageAsync(image);
        }
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private async Task StepAsync(string name, Func<Task<string>> action)
    {
        run.Output.Line($"{steps.Count + 1,2}. {name}");
        var watch = Stopwatch.StartNew();
        var made = await action();
        steps.Add(new DemoStep(name, watch.Elapsed, made));
    }

    private async Task<string> ImportAsync()
    {
        var request = new DebianDependencyRequest(["nginx-light"]) { Name = "base" };
        var dependency = await StateDependencies.AddAsync(run.Host, StateRepo.Open(Path), request, run.Progress, run.Cancel);
        return $"{Short("commit", dependency.Commit)}: {dependency.Detail}";
    }

    private async Task<string> CommitAsync(string message)
    {
        await GitProgram.TextAsync(Path, ["add", "--all"], run.Cancel);
        await GitProgram.TextAsync(
            Path, ["-c", "user.name=demo", "-c", "user.email=demo@localhost", "commit", "--quiet", "-m", message], run.Cancel);
        return Short("commit", StateRepo.Open(Path).Head);
    }

    private async Task<string> BuildAsync()
    {
        var image = await new ImageBuilder(run.Host).BuildAsync(StateRepo.Open(Path), new BuildOptions(), run.Output.Warning, run.Progress, run.Cancel);
        return $"{Short("image", image.Id)}, {Plain.Size(image.SizeBytes)}{(image.Cached ? ", already built" : "")}";
    }

    private async Task<string> StartAsync()
    {
        var image = await new ImageBuilder(run.Host).BuildAsync(StateRepo.Open(Path), new BuildOptions(), run.Output.Warning, run.Progress, run.Cancel);
        await foreach (var started in new EphemeralServers(run.Host).StartAsync(image, new StartOptions { Name = DemoFiles.Name }, run.Progress, warn: run.Output.Warning, cancel: run.Cancel))
        {
            server = started;
        }
        return $"{server!.Name} at {server.Address}, init is process {server.ProcessId}";
    }

    private async Task<string> TestAsync()
    {
        var result = await new EphemeralServers(run.Host).TestAsync(server!, cancel: run.Cancel);
        if (!run.Output.Json)
        {
            run.Output.WriteTable(CheckResultView.Instance, result.Checks);
        }
        if (!result.Passed)
        {
            run.FailWith(ExitCodes.TestFailed);
        }
        return $"{result.Checks.Count(check => check.Passed)} of {result.Checks.Count} checks passed";
    }

    private async Task<string> FetchAsync()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var answer = await client.GetAsync(new Uri(Url), run.Cancel);
        var text = await answer.Content.ReadAsStringAsync(run.Cancel);
        foreach (var line in Plain.Lines(text))
        {
            run.Output.Line("      " + line);
        }
        return $"{Url}: status {(int)answer.StatusCode}, {text.Length} characters";
    }

    private string ReadLog()
    {
        var count = 0;
        foreach (var line in ServerLog.Read(server!.Name, server.ConsolePath))
        {
            run.Output.Line("      " + Plain.Line(line.Text));
            count++;
        }
        return $"{count} lines";
    }

    private static string Short(string kind, string id) => $"{kind} {Plain.ShortId(id)}";
}
