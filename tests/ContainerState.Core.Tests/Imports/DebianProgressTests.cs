using ContainerState.Imports;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Imports;

public sealed class DebianProgressTests
{
    private static readonly AptPlan Plan = new([new("libc6", "libc6_2.36-9_amd64.deb", 1, ""), new("dash", "dash_0.5_amd64.deb", 1, "")], "20.0 MB");

    private readonly List<StepProgress> _told = [];

    [Fact]
    public void What_dpkg_does_is_told_by_package_with_the_share_done()
    {
        Assert.Equal(
            [
                new StepProgress("Import", "2 packages, 20.0 MB: extracting archives"),
                new StepProgress("Import", "2 packages, 20.0 MB: unpacking libc6 2.36-9+deb12u14", 0.25),
                new StepProgress("Import", "2 packages, 20.0 MB: unpacking dash 0.5", 0.5),
                new StepProgress("Import", "2 packages, 20.0 MB: setting up libc6 2.36-9+deb12u14", 0.75),
                new StepProgress("Import", "2 packages, 20.0 MB: setting up dash 0.5", 1),
                new StepProgress("Import", "2 packages, 20.0 MB: creating tarball", 1),
            ],
            Told(
                "I: extracting archives...",
                "Selecting previously unselected package libc6:amd64.",
                "Preparing to unpack .../libc6_2.36-9+deb12u14_amd64.deb ...",
                "Unpacking libc6:amd64 (2.36-9+deb12u14) ...",
                "Unpacking dash (0.5) ...",
                "Setting up libc6:amd64 (2.36-9+deb12u14) ...",
                "Setting up dash (0.5) ...",
                "I: running --setup-hook in shell: sh -c 'hostname localhost' exec /tmp/x",
                "I: creating tarball..."));
    }

    [Fact]
    public void The_share_counts_a_package_once_and_is_never_more_than_all() =>
        Assert.Equal([0.25, 0.25, 0.5, 0.75, 1, 1], Told(["Unpacking a (1) ...", "Unpacking a (1) over (0) ...", .. "bcde".Select(name => $"Unpacking {name}b (1) ...")]).Select(step => step.Share!.Value));

    [Theory]
    [InlineData("")]
    [InlineData("Unpacking ../../x (1) ...")]
    [InlineData("Unpacking \u001b[2Jx (1) ...")]
    [InlineData("Unpacking x (\u001b[2J) ...")]
    [InlineData(" Unpacking x (1) ...")]
    [InlineData("I: \u001b[2J")]
    [InlineData("I: /tmp/x")]
    [InlineData("Setting up x")]
    public void A_line_that_a_script_may_have_made_up_is_not_told(string line) => Assert.Empty(Told(line));

    [Fact]
    public void A_line_without_an_end_is_not_looked_at() => Assert.Empty(Told("Unpacking " + new string('a', 1 << 20) + " (1) ..."));

    [Fact]
    public void What_apt_fetches_is_told_by_package()
    {
        var apt = new AptProgress(new Listener(_told), 2);
        foreach (var line in (string[])
        [
            "Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]",
            "Get:2 http://deb.debian.org/debian bookworm/main amd64 Packages [8790 kB]",
            "Get:3 http://deb.debian.org/debian bookworm/main amd64 nginx-light amd64 1.22.1-9+deb12u2 [4912 B]",
            "Get:4 http://deb.debian.org/debian bookworm/main amd64 tzdata all 2026a-0 [298 kB]",
            "Get:5 http://x \u001b[2J",
            "Get:x",
            "Fetched 9420 kB in 1s (7993 kB/s)",
        ])
        {
            apt.Tell(line);
        }

        Assert.Equal(
            [
                new StepProgress("Fetch", "bookworm InRelease"),
                new StepProgress("Fetch", "bookworm/main amd64 Packages"),
                new StepProgress("Fetch", "nginx-light 1.22.1-9+deb12u2 (1 of 2)", 0.5),
                new StepProgress("Fetch", "tzdata 2026a-0 (2 of 2)", 1),
            ],
            _told.Where(step => !step.Item!.Contains('\ufffd', StringComparison.Ordinal)));
        Assert.DoesNotContain(_told, step => step.Item!.Any(char.IsControl));
    }

    private IReadOnlyList<StepProgress> Told(params IEnumerable<string> lines)
    {
        var progress = new DebianProgress(new Listener(_told), Plan);
        foreach (var line in lines)
        {
            progress.Tell(line);
        }
        return _told;
    }

    private sealed class Listener(List<StepProgress> told) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => told.Add(value);
    }
}
