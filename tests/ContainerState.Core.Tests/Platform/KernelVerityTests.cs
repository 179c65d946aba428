using ContainerState.Core.Tests.Support;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class KernelVerityTests : IDisposable
{
    private readonly KernelVerity _verity = new();
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    // What of it runs depends on the machine; nowhere may it fail.
    [Fact]
    public void A_file_has_a_digest_where_the_kernel_says_that_it_can()
    {
        File.WriteAllText(_temp.At("file"), "content");
        Assert.Null(_verity.Measure(_temp.At("file")));

        var on = _verity.TryEnable(_temp.At("file"));

        Assert.Equal(_verity.SupportOf(_temp.Path) == VeritySupport.Present, on);
        Assert.Equal(on, _verity.TryEnable(_temp.At("file")));
        // As fsverity digest(1) says of these seven bytes.
        Assert.Equal(on ? "c15b6e6213ea5aecdaf96900db4aac4e602757f6dbf13d2aab21919d21dfddfb" : null, _verity.Measure(_temp.At("file")));
        Assert.Equal("content", File.ReadAllText(_temp.At("file")));
    }

    [Fact]
    public async Task A_file_that_somebody_is_still_writing_is_waited_for()
    {
        var writer = File.Create(_temp.At("file"));
        var closing = Task.Run(
            async () =>
            {
                await Task.Delay(100);
                await writer.DisposeAsync();
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(_verity.SupportOf(_temp.Path) == VeritySupport.Present, _verity.TryEnable(_temp.At("file")));
        await closing;
    }

    [Fact]
    public void A_filesystem_without_verity_says_so()
    {
        Assert.Equal(VeritySupport.NotInType, _verity.SupportOf("/proc"));
        Assert.Null(_verity.Measure("/proc/version"));
        Assert.False(_verity.TryEnable("/proc/version"));
    }

    [Fact]
    public void What_is_not_there_cannot_be_looked_at()
    {
        Assert.Equal(VeritySupport.Unknown, _verity.SupportOf("/nowhere"));
        Assert.Throws<IOException>(() => _verity.Measure("/nowhere"));
    }
}
