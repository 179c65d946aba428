using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports;

public sealed class DebianSourceTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_release_is_fetched_with_its_updates_and_only_with_Debians_keys()
    {
        var text = AptSources.SourcesOf("bookworm", null, AptSources.Source);
        Assert.Equal(["bookworm bookworm-updates", "bookworm-security"], Fields(text, "Suites"));
        Assert.All(Fields(text, "Types"), types => Assert.Equal("deb-src", types));
        Assert.All(Fields(text, "Signed-By"), keys => Assert.Equal("/usr/share/keyrings/debian-archive-keyring.gpg", keys));
        Assert.Equal(2, Fields(text, "Signed-By").Count);
    }

    [Fact]
    public void Packages_are_taken_with_the_keys_that_the_hosts_apt_trusts_too()
    {
        var text = AptSources.SourcesOf("bookworm", "http://mirror.test/debian", AptSources.Binary);
        Assert.Equal(["deb"], Fields(text, "Types"));
        Assert.Equal(["Packages"], Fields(text, "Targets"));
        var keys = Assert.Single(Fields(text, "Signed-By")).Split(", ");
        Assert.Equal("/usr/share/keyrings/debian-archive-keyring.gpg", keys[0]);
        Assert.All(keys[1..], key => Assert.StartsWith("/etc/apt/trusted.gpg.d/", key));
    }

    [Theory]
    [InlineData("sid")]
    [InlineData("unstable")]
    [InlineData("testing")]
    [InlineData("experimental")]
    [InlineData("bookworm-backports")]
    public void A_suite_without_updates_is_fetched_alone(string suite) => Assert.Equal([suite], Fields(AptSources.SourcesOf(suite, null, AptSources.Source), "Suites"));

    [Fact]
    public void A_mirror_is_the_only_source()
    {
        var text = AptSources.SourcesOf("bookworm", "http://mirror.test/debian", AptSources.Source);
        Assert.Equal(["http://mirror.test/debian"], Fields(text, "URIs"));
        Assert.Equal(["bookworm"], Fields(text, "Suites"));
        Assert.Single(Fields(text, "Signed-By"));
    }

    [Theory]
    [InlineData("-o", "bookworm", null)]
    [InlineData("hello=1", "bookworm", null)]
    [InlineData("hello/sid", "bookworm", null)]
    [InlineData("hello\nx", "bookworm", null)]
    [InlineData("../hello", "bookworm", null)]
    [InlineData("", "bookworm", null)]
    [InlineData("hello", "../bookworm", null)]
    [InlineData("hello", "bookworm\nTrusted: yes", null)]
    [InlineData("hello", "bookworm main", null)]
    [InlineData("hello", "bookworm", "file:///etc")]
    [InlineData("hello", "bookworm", "http://localhost/\nTrusted: yes")]
    [InlineData("hello", "bookworm", "http://localhost/ [trusted=yes]")]
    public async Task What_apt_would_take_for_more_is_refused_and_changes_nothing(string package, string suite, string? mirror)
    {
        var state = TestRepo.MakeState(_temp.At("web"));
        var before = state.Look();
        var request = new DebianSourceDependencyRequest(package) { Suite = suite, Mirror = mirror };
        var error = await Assert.ThrowsAsync<InvalidNameException>(() => StateDependencies.AddAsync(new Host(_temp.At("home"), _temp.At("run")), StateRepo.Open(state.Path), request, cancel: TestContext.Current.CancellationToken));
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.Equal(before, state.Look());
    }

    [Fact]
    public void A_program_that_only_some_need_is_named_with_its_package()
    {
        Assert.All(HostProgram.OnDemand, program => Assert.DoesNotContain(program, HostProgram.All));
        Assert.Equal("dpkg-dev", HostProgram.OnDemand.Single(program => program.Name == "dpkg-source").Package);
        var error = PlatformFaults.NoProgram("dpkg-source", "dpkg-dev");
        Assert.Contains("apt-get install dpkg-dev", error.Remedy, StringComparison.Ordinal);
        Assert.Contains("host setup", Refused.With(ErrorId.ProgramNotFound, () => HostProgram.Require("no-such-program")).Remedy, StringComparison.Ordinal);
    }

    private static List<string> Fields(string text, string name) =>
        [.. text.Split('\n').Where(line => line.StartsWith(name + ": ", StringComparison.Ordinal)).Select(line => line[(name.Length + 2)..])];
}
