using Xunit;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>An import that stands still. It is given most of a minute, in which other tests run.</summary>
public sealed class StandingStillTests : OtherDiskTests
{
    [Fact]
    public async Task An_apt_that_waits_for_ever_where_there_is_no_space_is_ended()
    {
        var template = await Bench.NewAsync("template");
        Directory.CreateDirectory(Bench.At("disk"));
        var apt = Path.Combine(Directory.CreateDirectory(Bench.At("bin")).FullName, "apt-get");
        await File.WriteAllTextAsync(apt, "#!/bin/sh\nexec sleep 1000\n");
        File.SetUnixFileMode(apt, (UnixFileMode)493);

        var result = await InNamespaceAsync(
            Bench.At("disk"), "size=12M", "cp -a \"$TEMPLATE\" \"$DISK/web\"; \"$@\"; code=$?\n",
            ["env", "TEMPLATE=" + template, $"PATH={Bench.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}"], Import(Bench.At("disk/web")));

        (result with { Error = ErrorLines(result) }).ErrorOf("DiskFull");
    }
}
