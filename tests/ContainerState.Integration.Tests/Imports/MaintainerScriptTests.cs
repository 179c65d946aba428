using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Imports;

/// <summary>Packages whose maintainer scripts make keys and state on the machine that installs them.</summary>
public sealed class MaintainerScriptTests(ExampleServers examples) : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_package_that_needs_nothing_of_Debian_is_unpacked_alone()
    {
        var first = await bench.NewAsync("first");
        var second = await bench.NewAsync("second");

        var added = await bench.DoAsync("dependency", "add", "--debian", "busybox-static", "--name", "base", "--twice", "--repo", first);
        var unpacked = await bench.DoAsync("dependency", "add", "--debian", "busybox-static", "--name", "base", "--variant", "extract", "--repo", second);

        Assert.Equal("busybox-static (bookworm, 1 package, extract)", added.GetProperty("detail").GetString());
        Assert.Equal(unpacked.GetProperty("commit").GetString(), added.GetProperty("commit").GetString());
    }

    [Fact]
    public async Task Keys_and_a_database_cluster_stay_out_and_two_imports_are_the_same()
    {
        var repository = await bench.NewAsync();

        var added = await bench.DoAsync("dependency", "add", "--debian", "postgresql-15", "--name", "base", "--repo", repository);

        Assert.EndsWith(" packages, essential)", added.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Equal(
            ["etc/ssl/certs/ssl-cert-snakeoil.pem", "etc/ssl/private/ssl-cert-snakeoil.key", "var/lib/postgresql/"],
            added.GetProperty("leftOut").EnumerateArray().Select(item => item.GetProperty("path").GetString()!));
        var paths = (await Workbench.GitAsync(repository, "ls-tree", "-r", "--name-only", "refs/heads/deps/base")).Split('\n');
        Assert.DoesNotContain(paths, path => path.Contains("snakeoil.key", StringComparison.Ordinal) || path.StartsWith("var/lib/postgresql/", StringComparison.Ordinal));
        Assert.Contains("etc/postgresql/15/main/postgresql.conf", paths);
        Assert.Contains(
            (await Workbench.GitAsync(repository, "show", "refs/heads/deps/base:.containerstate/mtree")).Split('\n'),
            line => line.StartsWith("./var/lib/postgresql type=dir", StringComparison.Ordinal));
        // git grep ends with 1, and so with an error here, when it finds nothing: no key is in any object, also in none that no commit names.
        await Assert.ThrowsAsync<Errors.ProgramFailedException>(() => Workbench.GitAsync(repository, "grep", "--quiet", "--text", "-e", "^-----BEGIN .*PRIVATE KEY-----$", "refs/heads/deps/base", "--", "etc"));
        var unnamed = await Workbench.GitAsync(repository, "fsck", "--unreachable", "--no-reflogs");
        foreach (var blob in unnamed.Split('\n').Where(line => line.StartsWith("unreachable blob", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("PRIVATE KEY", await Workbench.GitAsync(repository, "cat-file", "blob", blob.Split(' ')[2]));
        }
        // The example made the same import.
        var example = await examples.RepositoryAsync("postgresql");
        Assert.Equal(await Workbench.GitAsync(example, "rev-parse", "refs/heads/deps/base"), added.GetProperty("commit").GetString());
    }
}
