using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Reports;

namespace ContainerState.Core.Tests.Reports;

public sealed class MetricsFileTests : IDisposable
{
    private const UnixFileMode AllRead = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TempFolder _temp = new();

    private string File => _temp.At("containerstate.prom");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_file_is_written_anew_and_everybody_may_read_it()
    {
        MetricsFile.Write(File, "a 1\n");
        MetricsFile.Write(File, "a 2\n");

        Assert.Equal("a 2\n", System.IO.File.ReadAllText(File));
        Assert.Equal(AllRead, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void What_a_kill_left_beside_it_goes_and_nothing_else()
    {
        var (left, fresh, other) = ($"{File}.{Guid.NewGuid():n}", $"{File}.{Guid.NewGuid():n}", File + ".old");
        foreach (var path in (string[])[left, fresh, other])
        {
            System.IO.File.WriteAllText(path, "a");
            System.IO.File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(path == fresh ? 0 : -1));
        }

        MetricsFile.Write(File, "a 1\n");

        Assert.Equal([File, fresh, other], new[] { File, left, fresh, other }.Where(System.IO.File.Exists));
    }

    [Theory]
    [InlineData("/tmp/containerstate.txt")]
    [InlineData("/tmp/.prom")]
    [InlineData("/tmp/a.prom/")]
    [InlineData("a.prom")]
    public void A_name_that_the_collector_passes_over_is_refused(string path) => Assert.Throws<InvalidNameException>(() => MetricsFile.Write(path, ""));
}
