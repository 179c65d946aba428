using System.Diagnostics;
using ContainerState.Core.Tests.Support;
using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

public sealed class RelayProcessTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\n1\n")]
    public async Task A_process_is_found_by_the_first_line_of_its_file(string behind)
    {
        using var folder = new TempFolder();
        var files = new RelayFiles(folder.Path);
        using var process = Process.Start(new ProcessStartInfo("sleep", ["1000"]) { WorkingDirectory = folder.Path })!;
        try
        {
            File.WriteAllText(files.ProcessId, process.Id + behind);

            // Until it has become another program, it is a copy of this one.
            await Eventually.HoldsAsync(() => RelayProcess.Find(files, files.ProcessId, ["sleep"]) is not null);
            Assert.Equal(process.Id, RelayProcess.Find(files, files.ProcessId, ["sleep"])!.Id);
            Assert.Null(RelayProcess.Find(files, files.KeeperId, ["sleep"]));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Another_process_that_has_its_number_by_now_is_not_it_whatever_it_says()
    {
        using var folder = new TempFolder();
        var files = new RelayFiles(folder.Path);
        using var process = Process.Start("sh", ["-c", "sleep 1000; :", "rsyslogd", "-n", "-f", files.Configuration]);
        try
        {
            File.WriteAllText(files.ProcessId, $"{process.Id}\n");
            File.WriteAllText(files.KeeperId, $"{process.Id}\n");
            await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(files.Configuration, StringComparison.Ordinal));

            Assert.Null(RelayProcess.Find(files));
            Assert.Null(RelayProcess.FindKeeper(files));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
