using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Platform;

namespace ContainerState.Benchmarks;

/// <summary>A hundred dependencies updated at once, beside <c>git submodule update --remote</c> of the same, whole processes in turn.</summary>
internal static class UpdateTable
{
    private const int Dependencies = 100;
    private const int Commits = 3;

    // What a server in the same part of the world takes to answer.
    private static readonly TimeSpan Distance = TimeSpan.FromMilliseconds(20);

    public static async Task PrintAsync(int runs, string? program)
    {
        if (program is null)
        {
            await NativeProgram.PublishAsync();
        }
        var folder = Directory.CreateTempSubdirectory("containerstate-updates-").FullName;
        try
        {
            Environment.SetEnvironmentVariable("CONTAINERSTATE_HOME", Path.Combine(folder, "home"));
            Console.WriteLine("| work | seconds | next to | seconds | ratio |\n|---|---:|---|---:|---:|");
            await MeasureAsync(folder, "files", "on this machine", runs, program ?? NativeProgram.File, path => "file://" + path);
            using var daemon = new Daemon(folder, Distance);
            await MeasureAsync(folder, "far", $"{Distance.TotalMilliseconds:0} ms away", runs, program ?? NativeProgram.File, daemon.UrlOf);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, string name, string where, int runs, string program, Func<string, string> urlOf)
    {
        var remotes = Path.Combine(folder, name + "-remotes");
        for (var number = 0; number < Dependencies; number++)
        {
            await GitAsync(folder, "init", "--quiet", "--bare", "--initial-branch=main", Path.Combine(remotes, $"l{number}"));
        }
        var change = 0;
        await ChangeAsync(remotes, ++change);
        var (ours, theirs) = (Path.Combine(folder, name, "ours", "web"), Path.Combine(folder, name, "theirs", "web"));
        await MakeAsync(ours, remotes, urlOf);
        await GitAsync(folder, "clone", "--quiet", ours, theirs);
        await GitAsync(theirs, "submodule", "--quiet", "update", "--init", "--jobs", "8");
        ProgramCommand Our(params ReadOnlySpan<string> arguments) => new ProgramCommand(program).With(arguments) with { WorkingDirectory = ours };
        var git = Git(theirs, "submodule", "--quiet", "update", "--remote", "--jobs", "8");
        await Timed.ProgramAsync(Our("repo", "update"));

        Print(await Timed.PairAsync(
            $"{Dependencies} dependencies {where}, {Commits} new commits each",
            "`git submodule update --remote --jobs 8`",
            runs,
            async () =>
            {
                for (var commit = 0; commit < Commits; commit++)
                {
                    await ChangeAsync(remotes, ++change);
                }
                return await Timed.ProgramAsync(Our("dependency", "update"));
            },
            () => Timed.ProgramAsync(git)));
        Print(await Timed.PairAsync($"{Dependencies} dependencies {where}, nothing new", "the same", runs, () => Timed.ProgramAsync(Our("dependency", "update")), () => Timed.ProgramAsync(git)));
    }

    private static async Task MakeAsync(string repository, string remotes, Func<string, string> urlOf)
    {
        Directory.CreateDirectory(Path.Combine(repository, "rootfs"));
        await GitAsync(repository, "init", "--quiet", "--initial-branch=main");
        var modules = new StringBuilder();
        var index = new StringBuilder();
        for (var number = 0; number < Dependencies; number++)
        {
            var remote = Path.Combine(remotes, $"l{number}");
            modules.Append(CultureInfo.InvariantCulture, $"[submodule \"l{number}\"]\n\tpath = deps/l{number}\n\turl = {urlOf(remote)}\n\tshallow = true\n\tbranch = main\n");
            index.Append(CultureInfo.InvariantCulture, $"160000 {(await ProgramRunner.RunAsync(Git(remote, "rev-parse", "main"))).Output.Trim()}\tdeps/l{number}\n");
            Directory.CreateDirectory(Path.Combine(repository, "deps", $"l{number}"));
        }
        await File.WriteAllTextAsync(Path.Combine(repository, ".gitmodules"), modules.ToString());
        await File.WriteAllTextAsync(Path.Combine(repository, "state.yaml"), "name: web\ninit: [/bin/init]\n");
        await File.WriteAllTextAsync(Path.Combine(repository, "rootfs", "file"), "text\n");
        await ProgramRunner.RunAsync(Git(repository, "update-index", "--add", "--index-info"), input: async (stream, token) => await stream.WriteAsync(Encoding.ASCII.GetBytes(index.ToString()), token));
        await GitAsync(repository, "add", ".");
        await GitAsync(repository, "commit", "--quiet", "--message", "Begin");
    }

    // Twenty files, one of which is another in each commit.
    private static async Task ChangeAsync(string remotes, int change)
    {
        foreach (var remote in Directory.EnumerateDirectories(remotes))
        {
            var text = new StringBuilder($"commit refs/heads/main\ncommitter a <a@b> {change} +0000\ndata 7\nchange\n\n{(change > 1 ? "from refs/heads/main^0\n" : "")}");
            for (var file = 0; file < (change == 1 ? 20 : 1); file++)
            {
                text.Append(CultureInfo.InvariantCulture, $"M 100644 inline src/{file}\ndata <<E\n{remote} {file} {change}\nE\n");
            }
            await ProgramRunner.RunAsync(Git(remote, "fast-import", "--quiet"), input: async (stream, token) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()), token));
        }
    }

    private static void Print(BenchmarkRow row) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {row.Work} | {BenchmarkRow.Median(row.Ours):0.000} | {row.Other} | {BenchmarkRow.Median(row.Theirs):0.000} | {row.Ratio:0.00} |"));

    private static ProgramCommand Git(string folder, params ReadOnlySpan<string> arguments) =>
        new ProgramCommand("git") { WorkingDirectory = folder }.With("-c", "protocol.file.allow=always", "-c", "user.name=a", "-c", "user.email=a@b").With(arguments);

    private static Task GitAsync(string folder, params string[] arguments) => ProgramRunner.RunAsync(Git(folder, arguments));

    /// <summary>git daemon, with a way to it that takes time.</summary>
    private sealed class Daemon : IDisposable
    {
        private readonly TcpListener _near = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Process _daemon;
        private readonly int _port;

        public Daemon(string folder, TimeSpan distance)
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                _port = ((IPEndPoint)free.LocalEndpoint).Port;
            }
            _daemon = Process.Start("git", ["daemon", "--listen=127.0.0.1", $"--port={_port}", "--export-all", "--reuseaddr", "--max-connections=0", "--base-path=" + folder, folder]);
            Folder = folder;
            _near.Start();
            _ = Task.Run(async () =>
            {
                while (!_stop.IsCancellationRequested)
                {
                    _ = CarryAsync(await _near.AcceptTcpClientAsync(_stop.Token), distance);
                }
            });
        }

        private string Folder { get; }

        public string UrlOf(string path) => $"git://127.0.0.1:{((IPEndPoint)_near.LocalEndpoint).Port}/{Path.GetRelativePath(Folder, path)}";

        public void Dispose()
        {
            _stop.Cancel();
            _near.Dispose();
            _daemon.Kill(entireProcessTree: true);
            _daemon.Dispose();
            _stop.Dispose();
        }

        private async Task CarryAsync(TcpClient client, TimeSpan distance)
        {
            using (client)
            {
                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
                await Task.WhenAll(CopyAsync(client.GetStream(), server, distance), CopyAsync(server.GetStream(), client, distance));
            }
        }

        // Half of the way each.
        private async Task CopyAsync(NetworkStream from, TcpClient to, TimeSpan distance)
        {
            var buffer = new byte[1 << 16];
            while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
            {
                await Task.Delay(distance / 2, _stop.Token);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
            to.Client.Shutdown(SocketShutdown.Send);
        }
    }
}
