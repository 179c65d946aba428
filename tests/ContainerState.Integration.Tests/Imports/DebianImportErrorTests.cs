using System.Diagnostics;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Imports;

public sealed class DebianImportErrorTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task An_unknown_package_is_named_and_changes_nothing()
    {
        var fault = await RefuseAsync(ErrorId.PackageNotFound, new(["no-such-package"]) { Variant = "extract" });

        Assert.Equal("no-such-package", fault.Target);
        Assert.Contains("no-such-package", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_suite_is_named_and_changes_nothing()
    {
        var fault = await RefuseAsync(ErrorId.Remote, new(["busybox-static"]) { Suite = "nosuchsuite", Variant = "extract" });

        Assert.Contains("nosuchsuite", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_that_does_not_answer_is_named_within_a_minute()
    {
        var watch = Stopwatch.StartNew();

        var fault = await RefuseAsync(ErrorId.Remote, new(["busybox-static"]) { Mirror = "http://127.0.0.1:9/debian", Variant = "extract" });

        Assert.Contains("127.0.0.1:9", fault.Message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), watch.Elapsed.ToString());
    }

    [Theory]
    [InlineData("-o")]
    [InlineData("--customize-hook=touch /tmp/x")]
    [InlineData("busybox;touch x")]
    [InlineData("busybox static")]
    [InlineData("busybox\nbash")]
    [InlineData("../busybox")]
    [InlineData("./busybox_1_amd64.deb")]
    [InlineData("?narrow(?installed)")]
    [InlineData("~i")]
    [InlineData("busybox*")]
    [InlineData("busybox/sid")]
    [InlineData("busybox=1")]
    [InlineData("Busybox")]
    [InlineData("")]
    [InlineData("busybox,-o")]
    public async Task A_package_name_that_apt_would_take_for_more_is_refused(string package) =>
        await RefuseAsync(ErrorId.InvalidName, new([package]));

    [Theory]
    [InlineData("-x")]
    [InlineData("bookworm main")]
    [InlineData("bookworm\n")]
    [InlineData("../bookworm")]
    [InlineData("/etc")]
    [InlineData("")]
    public async Task A_suite_that_could_be_read_as_something_else_is_refused(string suite) =>
        await RefuseAsync(ErrorId.InvalidName, new(["busybox-static"]) { Suite = suite });

    [Theory]
    [InlineData("file:///etc")]
    [InlineData("copy:/etc")]
    [InlineData("ext::sh -c touch% x")]
    [InlineData("http://localhost/ [trusted=yes]")]
    [InlineData("http://localhost/\ndeb http://elsewhere/ x y")]
    [InlineData("deb http://localhost/ bookworm main")]
    [InlineData("-")]
    [InlineData("/etc/apt/sources.list")]
    [InlineData("")]
    public async Task A_mirror_that_is_no_plain_URL_is_refused(string mirror) =>
        await RefuseAsync(ErrorId.InvalidName, new(["busybox-static"]) { Mirror = mirror });

    [Theory]
    [InlineData("custom")]
    [InlineData("extract --aptopt=x")]
    [InlineData("")]
    public async Task A_variant_that_is_not_known_is_refused(string variant) =>
        await RefuseAsync(ErrorId.InvalidName, new(["busybox-static"]) { Variant = variant });

    [Fact]
    public async Task No_package_at_all_is_refused() => await RefuseAsync(ErrorId.InvalidName, new([]) { Name = "base" });

    private Task<ContainerStateException> RefuseAsync(ErrorId id, DebianDependencyRequest request) =>
        RefusedImport.WithAsync(bench, id, repository => StateDependencies.AddAsync(ThisHost.Host, repository, request));
}
