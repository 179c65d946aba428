using System.Diagnostics;
using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

public sealed class RelayProcessTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\n1\n")]
    public void A_process_is_found_by_the_first_line_of_its_file(string behind)
    {
        var files = new RelayFiles(Directory.CreateTempSubdirectory("containerstate-").FullName);
        using var process = Process.Start("sh", ["-c", "sleep 1000; :", files.Configuration]);
        try
        {
            File.WriteAllText(files.ProcessId, process.Id + behind);

            // Until it has become a shell, it is a copy of this program.
            Assert.True(SpinWait.SpinUntil(() => RelayProcess.Find(files) is not null, 30_000));
            Assert.Equal(process.Id, RelayProcess.Find(files)!.Id);
            Assert.Null(RelayProcess.FindKeeper(files));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            Directory.Delete(files.Folder, recursive: true);
        }
    }
}
