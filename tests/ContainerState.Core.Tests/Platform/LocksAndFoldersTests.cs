using System.Diagnostics;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class LocksAndFoldersTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_work_folder_is_gone_when_disposed()
    {
        using (var work = WorkFolder.Create(_temp.At("work")))
        {
            File.WriteAllText(Path.Combine(work.Path, "a"), "x");
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("work")));
    }

    [Fact]
    public void A_work_folder_whose_owner_is_dead_is_swept_and_one_in_use_is_not()
    {
        using var living = WorkFolder.Create(_temp.At("work"));
        Directory.CreateDirectory(_temp.At("work", "dead", "below"));
        File.WriteAllText(_temp.At("work", "dead.lock"), "");
        using var other = WorkFolder.Create(_temp.At("work"));
        Assert.False(Directory.Exists(_temp.At("work", "dead")));
        Assert.False(File.Exists(_temp.At("work", "dead.lock")));
        Assert.True(Directory.Exists(living.Path));
        Assert.True(Directory.Exists(other.Path));
    }

    [Fact]
    public async Task A_work_folder_of_another_process_is_swept_once_that_is_killed()
    {
        Directory.CreateDirectory(_temp.At("work", "theirs"));
        var start = new ProcessStartInfo("perl") { UseShellExecute = false, RedirectStandardOutput = true };
        // F_OFD_SETLK with F_WRLCK for the whole file.
        const string Script = """open my $file, "+>", $ARGV[0] or die; my $all = pack("s s x4 q q i x4", 1, 0, 0, 0, 0); fcntl $file, 37, $all or die; $| = 1; print "held\n"; sleep 60""";
        foreach (var word in (string[])["-e", Script, _temp.At("work", "theirs.lock")])
        {
            start.ArgumentList.Add(word);
        }
        using var holder = Process.Start(start)!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            WorkFolder.Sweep(_temp.At("work"));
            Assert.True(Directory.Exists(_temp.At("work", "theirs")));
        }
        finally
        {
            holder.Kill();
            await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        WorkFolder.Sweep(_temp.At("work"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("work")));
    }

    [Fact]
    public void A_lock_that_must_be_there_is_never_made()
    {
        Assert.Null(FileLock.TryTakeExisting(_temp.At("gone.lock")));
        Assert.False(File.Exists(_temp.At("gone.lock")));

        File.WriteAllText(_temp.At("there.lock"), "");
        using var held = FileLock.TryTakeExisting(_temp.At("there.lock"));
        Assert.NotNull(held);
        Assert.Null(FileLock.TryTakeExisting(_temp.At("there.lock")));
    }

    [Fact]
    public void Sweeping_does_not_follow_links_out_of_the_folder()
    {
        File.WriteAllText(_temp.At("precious"), "x");
        Directory.CreateDirectory(_temp.At("outside"));
        File.WriteAllText(_temp.At("outside", "precious"), "x");
        Directory.CreateDirectory(_temp.At("work", "dead"));
        File.CreateSymbolicLink(_temp.At("work", "dead", "link"), _temp.At("outside"));
        File.WriteAllText(_temp.At("work", "dead.lock"), "");
        WorkFolder.Sweep(_temp.At("work"));
        Assert.False(Directory.Exists(_temp.At("work", "dead")));
        Assert.True(File.Exists(_temp.At("outside", "precious")));
    }

    [Fact]
    public void Sweeping_a_folder_that_is_not_there_does_nothing()
    {
        WorkFolder.Sweep(_temp.At("nowhere"));
        Assert.False(Directory.Exists(_temp.At("nowhere")));
    }

    [Fact]
    public async Task Many_at_once_get_a_folder_each_and_leave_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 150; i++)
            {
                using var work = WorkFolder.Create(_temp.At("work"));
                File.WriteAllText(Path.Combine(work.Path, "a"), "x");
                Assert.Single(Directory.EnumerateFileSystemEntries(work.Path));
            }
        })));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("work")));
    }

    [Fact]
    public async Task A_lock_that_is_held_says_so_and_is_free_again_afterwards()
    {
        using (await TakeAsync(TimeSpan.Zero))
        {
            var watch = Stopwatch.StartNew();
            var error = await Assert.ThrowsAsync<BusyException>(() => TakeAsync(TimeSpan.FromMilliseconds(100)));
            // Timers may ring a little early.
            Assert.True(watch.ElapsedMilliseconds >= 80);
            Assert.Equal("The thing", error.What);
        }
        using var again = await TakeAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Who_waits_for_a_lock_gets_it()
    {
        var first = await TakeAsync(TimeSpan.Zero);
        var second = TakeAsync(TimeSpan.FromSeconds(20));
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task Waiting_for_a_lock_can_be_cancelled()
    {
        using var held = await TakeAsync(TimeSpan.Zero);
        using var stop = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FileLock.TakeAsync(_temp.At("lock"), "The thing", TimeSpan.FromSeconds(30), stop.Token));
    }

    [Fact]
    public void A_file_is_replaced_whole()
    {
        WholeFile.Write(_temp.At("a"), "one"u8);
        WholeFile.Write(_temp.At("a"), "two"u8);
        Assert.Equal("two", File.ReadAllText(_temp.At("a")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_temp.Path));
    }

    [Fact]
    public void A_file_that_cannot_be_replaced_leaves_nothing_beside_it()
    {
        Directory.CreateDirectory(_temp.At("a", "full"));
        Assert.ThrowsAny<Exception>(() => WholeFile.Write(_temp.At("a"), "two"u8));
        Assert.Single(Directory.EnumerateFileSystemEntries(_temp.Path));
    }

    [Fact]
    public void A_link_in_the_place_of_a_file_is_replaced_and_not_followed()
    {
        File.WriteAllText(_temp.At("precious"), "x");
        File.CreateSymbolicLink(_temp.At("a"), _temp.At("precious"));
        WholeFile.Write(_temp.At("a"), "two"u8);
        Assert.Equal("x", File.ReadAllText(_temp.At("precious")));
    }

    private Task<FileLock> TakeAsync(TimeSpan patience) => FileLock.TakeAsync(_temp.At("lock"), "The thing", patience, TestContext.Current.CancellationToken);
}
