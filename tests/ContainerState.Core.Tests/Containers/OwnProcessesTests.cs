using System.Diagnostics;
using ContainerState.Containers;
using ContainerState.Core.Tests.Support;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Containers;

public sealed class OwnProcessesTests : IDisposable
{
    private static readonly string Sleep = ProgramRunner.Find("sleep")!;
    private readonly TempFolder _place = new();
    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }
        _place.Dispose();
    }

    [Fact]
    public async Task A_process_of_the_program_that_is_in_the_folder_is_found()
    {
        var process = await StartAsync(_place.Path, Sleep, "1000");

        Assert.Equal([process.Id], OwnProcesses.Find([Sleep], [_place.Path]).Select(found => found.Id));
        Assert.Equal(process.Id, OwnProcesses.Find(process.Id, ["/nowhere", Sleep], ["/nowhere", _place.Path])?.Id);
    }

    [Fact]
    public async Task A_process_of_the_program_that_has_the_file_open_is_found()
    {
        var file = Path.Combine(_place.Path, "log");
        var process = await StartAsync("/", "/bin/sh", "-c", "exec sleep 1000 >>\"$0\"", file);

        await Eventually.HoldsAsync(() => OwnProcesses.Find([Sleep], [file]).Any());
        Assert.Equal([process.Id], OwnProcesses.Find([Sleep], [file]).Select(found => found.Id));
    }

    [Fact]
    public async Task What_a_process_calls_itself_makes_it_nobodys()
    {
        var named = await StartAsync("/", "/bin/bash", "-c", "exec -a \"$0\" sleep 1000", $"[lxc monitor] {_place.Path} web");
        var told = await StartAsync("/", "/bin/sh", "-c", "sleep 1000; :", "lxc-start", "--lxcpath", _place.Path, "--name", "web");
        var neighbour = await StartAsync(Path.GetDirectoryName(_place.Path)!, Sleep, "1000");
        var other = await StartAsync(_place.Path, "/bin/sh", "-c", "sleep 1000; :");

        var found = OwnProcesses.Find([Sleep], [_place.Path]).Select(process => process.Id).ToList();

        Assert.All(new[] { named, told, neighbour, other }, process => Assert.DoesNotContain(process.Id, found));
    }

    [Fact]
    public async Task A_copy_of_the_program_is_another_program()
    {
        var copy = Path.Combine(_place.Path, "sleep");
        File.Copy(Sleep, copy);
        var process = await StartAsync(_place.Path, copy, "1000");

        Assert.Null(OwnProcesses.Find(process.Id, [Sleep], [_place.Path]));
        Assert.NotNull(OwnProcesses.Find(process.Id, [copy], [_place.Path]));
    }

    [Fact]
    public void Where_there_is_no_such_place_there_is_nobody() =>
        Assert.Empty(OwnProcesses.Find([Sleep], [Path.Combine(_place.Path, "gone")]));

    // Until it has become the program, it is a copy of this one.
    private async Task<Process> StartAsync(string folder, string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })!;
        _started.Add(process);
        await Eventually.HoldsAsync(() => new FileInfo($"/proc/{process.Id}/exe").LinkTarget is { } exe && !exe.Contains("dotnet", StringComparison.Ordinal) && !exe.Contains("Core.Tests", StringComparison.Ordinal));
        return process;
    }
}
