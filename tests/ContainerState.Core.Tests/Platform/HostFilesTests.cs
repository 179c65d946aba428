using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class HostFilesTests
{
    private const long Preferred = 15259L * 65536;

    [Fact]
    public void An_id_range_lies_above_those_of_users()
    {
        Assert.Equal(Preferred, SubordinateIds.Choose([(100_000, 65_536), (165_536, 65_536)]));
    }

    [Fact]
    public void An_id_range_collides_with_no_other()
    {
        // What another engine reserves for root.
        var first = SubordinateIds.Choose([(1_000_000, 1_000_000_000), (100_000, 65_536)]);

        Assert.True(first >= 1_001_000_000);
        Assert.Equal(0, first % 65_536);
        Assert.Equal(Preferred + SubordinateIds.Length, SubordinateIds.Choose([(Preferred, SubordinateIds.Length)]));
    }

    [Fact]
    public void A_host_without_room_for_ids_is_an_error()
    {
        Assert.Throws<HostNotReadyException>(() => SubordinateIds.Choose([(0, 1L << 32)]));
    }

    [Theory]
    [InlineData("6.1.0-28-amd64", 6, 1)]
    [InlineData("6.12.41+deb13-amd64", 6, 12)]
    [InlineData("6.18", 6, 18)]
    [InlineData("strange", 0, 0)]
    public void A_kernel_release_is_read(string release, int major, int minor)
    {
        Assert.Equal(new Version(major, minor), KernelChecks.ParseRelease(release));
    }

    [Fact]
    public void A_lock_has_one_holder()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (FileLock.TryTake(path))
            {
                Assert.Null(FileLock.TryTake(path));
                Assert.True(FileLock.IsTaken(path));
            }
            Assert.False(FileLock.IsTaken(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_lock_that_was_let_go_is_free_while_programs_are_started()
    {
        // A child has every open file until it becomes another program.
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var enough = new CancellationTokenSource();
        var starting = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await ProgramRunner.RunAsync(new ProgramCommand("true"));
            }
        });
        try
        {
            var taken = 0;
            for (var i = 0; i < 20_000; i++)
            {
                using var hold = FileLock.TryTake(path);
                taken += hold is null ? 1 : 0;
            }
            Assert.Equal(0, taken);
        }
        finally
        {
            await enough.CancelAsync();
            await starting;
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_lock_is_waited_for()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var inside = 0;
            await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
            {
                using var hold = await FileLock.TakeAsync(path, "The test", TestContext.Current.CancellationToken);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                await Task.Delay(1);
                Interlocked.Decrement(ref inside);
            }));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_is_written_whole_with_its_permissions()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var path = Path.Combine(folder, "file");
            WholeFile.Write(path, "one");
            WholeFile.Write(path, "two", UnixFileMode.UserRead | UnixFileMode.OtherRead);

            Assert.Equal("two", File.ReadAllText(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
            Assert.Single(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
