using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Imports.Packages;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports.Packages;

public sealed class StatePackagesTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public StatePackagesTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Debian_packages_have_version_architecture_licence_and_digest()
    {
        _repo.Debian(_temp, "base", "zlib1g", "attr");

        var found = await FindAsync();

        Assert.Equal(["attr", "zlib1g"], found.Select(package => package.Name));
        var package = found[1];
        Assert.Equal(("1.0-2+b1", "amd64", ImportedTrees.Digest, "base", "Debian"), (package.Version, package.Architecture, package.Sha256, package.Dependency, package.Kind));
        Assert.Equal(["GPL-2+ or Expat"], package.Licences);
        Assert.Empty(found[0].Licences);
        Assert.Equal("pkg:deb/debian/zlib1g@1.0-2%2Bb1?arch=amd64&distro=bookworm", package.PackageUrl);
        Assert.Equal("zlib1g 1.0-2+b1", package.ToString());
    }

    [Fact]
    public async Task A_source_package_is_one_with_the_digest_of_its_description()
    {
        var dsc = new string('d', 64);
        _repo.Import(
            _temp,
            "redis",
            new ImportRecord("debian-source", ImportRecord.ParametersOf(("package", "redis"), ("suite", "bookworm"), ("version", "5:7.0-1")), [new("redis_7.0-1.debian.tar.xz", "5:7.0-1", "source", ImportedTrees.Digest), new("redis_7.0-1.dsc", "5:7.0-1", "source", dsc)]).Write(),
            ("debian/copyright", "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: BSD-3-clause\n"));

        var package = Assert.Single(await FindAsync());

        Assert.Equal(("redis", "5:7.0-1", "source", dsc, "DebianSource"), (package.Name, package.Version, package.Architecture, package.Sha256, package.Kind));
        Assert.Equal(["BSD-3-clause"], package.Licences);
        Assert.Equal("pkg:deb/debian/redis@5:7.0-1?arch=source&distro=bookworm", package.PackageUrl);
    }

    [Fact]
    public async Task An_archive_is_one_with_its_digest_and_url()
    {
        _repo.Import(_temp, "lua", new ImportRecord("archive", ImportRecord.ParametersOf(("archive", "https://example.org/lua-5.tar.gz")), [new("lua-5.tar.gz", "", "", ImportedTrees.Digest)]).Write());

        var package = Assert.Single(await FindAsync());

        Assert.Equal(("lua-5.tar.gz", "", ImportedTrees.Digest, "Archive", "https://example.org/lua-5.tar.gz"), (package.Name, package.Version, package.Sha256, package.Kind, package.Source));
    }

    [Fact]
    public async Task A_Git_repository_is_one_with_its_commit_and_so_are_its_submodules()
    {
        var inner = TestRepo.Make(_temp.At("inner"));
        inner.Write("x", "x");
        var pinned = inner.Commit("inner");
        var library = TestRepo.Make(_temp.At("library"));
        library.Write("y", "y");
        library.Commit("first");
        library.Pin("vendor/inner", "inner", "https://example.org/inner.git", pinned);
        _repo.Run("fetch", "--quiet", inner.Path, "HEAD:refs/heads/inner");
        var commit = _repo.Take(library, "lib", "https://example.org/some-library.git");

        var found = await FindAsync();

        Assert.Equal([("lib", commit), ("lib/vendor/inner", pinned)], found.Select(package => (package.Name, package.Version)));
        Assert.Equal($"pkg:generic/some-library@{commit}?vcs_url=git%2Bhttps://example.org/some-library.git%40{commit}", found[0].PackageUrl);
        Assert.Equal($"git+https://example.org/inner.git@{pinned}", found[1].Source);
        Assert.All(found, package => Assert.Equal(("Submodule", "lib", ""), (package.Kind, package.Dependency, package.Sha256)));
    }

    [Fact]
    public async Task One_side_by_side_is_one_too()
    {
        var library = TestRepo.Make(_temp.At("lib"));
        library.Write("x", "x");
        var commit = library.Commit("first");
        _repo.Write("deps/lib.yaml", $"url: https://example.org/lib.git\ncommit: '{commit}'\n");
        _repo.Commit("pin");

        var package = Assert.Single(await FindAsync());

        Assert.Equal(("lib", commit, "SideBySide"), (package.Name, package.Version, package.Kind));
    }

    [Fact]
    public async Task A_record_with_anything_in_it_harms_nobody()
    {
        _repo.Import(
            _temp,
            "base",
            """{"kind":"debian","parameters":{"suite":"x"},"items":[null,{"name":"../../../etc/passwd","version":"\u001b[2J\n","architecture":"\u202e","sha256":"no"},{"name":"a"},{"name":"..","version":"","architecture":"","sha256":""}]}""",
            ("etc/passwd", "root"));

        var found = await FindAsync();

        Assert.Equal(["..", "../../../etc/passwd"], found.Select(package => package.Name));
        Assert.All(found, package => Assert.Equal(("", ""), (package.Sha256, package.PackageUrl)));
        Assert.All(found, package => Assert.Empty(package.Licences));
    }

    [Fact]
    public async Task A_kind_of_another_version_still_lists_what_it_recorded()
    {
        _repo.Import(_temp, "future", $$"""{"kind":"npm","parameters":{},"items":[{"name":"left-pad","version":"1.3.0","architecture":"","sha256":"{{ImportedTrees.Digest}}"}]}""");

        var package = Assert.Single(await FindAsync());

        Assert.Equal(("left-pad", "1.3.0", DependencyKind.Unknown, $"pkg:generic/left-pad@1.3.0?checksum=sha256:{ImportedTrees.Digest}"), (package.Name, package.Version, package.Kind, package.PackageUrl));
    }

    [Fact]
    public async Task What_is_not_here_is_an_error_that_says_how_to_get_it()
    {
        _repo.Debian(_temp, "base", "attr");
        _repo.Pin("deps/gone", "gone", "https://example.invalid/x.git", new string('a', 40));

        var fault = await Assert.ThrowsAsync<IncompleteRepositoryException>(() => FindAsync());

        Assert.Contains("deps/gone", fault.Message, StringComparison.Ordinal);
        Assert.Contains("repo update", fault.Remedy, StringComparison.Ordinal);
        Assert.Equal("attr", Assert.Single(await FindAsync("b*")).Name);
    }

    [Fact]
    public async Task Names_choose_dependencies()
    {
        _repo.Debian(_temp, "one", "attr");
        _repo.Debian(_temp, "two", "zlib1g");

        Assert.Equal("zlib1g", Assert.Single(await FindAsync("two")).Name);
        Assert.Empty(await FindAsync("x*"));
        Assert.Equal(ErrorId.DependencyNotFound, (await Assert.ThrowsAsync<ContainerStateException>(() => FindAsync("three"))).ErrorId);
    }

    private Task<IReadOnlyList<StatePackage>> FindAsync(string name = "*") => StatePackages.FindAsync(StateRepo.Locate(_repo.Path), name, TestContext.Current.CancellationToken);
}
