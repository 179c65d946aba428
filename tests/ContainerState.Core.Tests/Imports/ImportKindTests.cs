using ContainerState.Imports;

namespace ContainerState.Core.Tests.Imports;

public sealed class ImportKindTests
{
    [Theory]
    [InlineData("debian", DependencyKind.Debian, "nginx (trixie, 1 package, essential)")]
    [InlineData("debian-source", DependencyKind.DebianSource, "hello 1.0 (trixie, source)")]
    [InlineData("archive", DependencyKind.Archive, "https://example.test/a.tar.gz (source)")]
    [InlineData("git-lfs", DependencyKind.LargeFiles, "https://example.test/a.git (Git LFS, 1 files)")]
    [InlineData("npm", DependencyKind.Unknown, "imported as 'npm', which this version does not know")]
    public void A_record_is_told_by_its_kind_and_an_unknown_kind_is_not_Debian(string id, string kind, string detail)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["packages"] = "nginx",
            ["suite"] = "trixie",
            ["variant"] = "essential",
            ["package"] = "hello",
            ["version"] = "1.0",
            ["archive"] = "https://example.test/a.tar.gz",
            ["content"] = "source",
            ["url"] = "https://example.test/a.git",
        };
        var record = new ImportRecord(id, parameters, [new("a", "1", "amd64", new string('0', 64))]);

        Assert.Equal((kind, detail), (ImportKind.Of(id).Kind, record.Detail()));
        // What is not said is left out, and nothing fails.
        Assert.NotNull(new ImportRecord(id, new Dictionary<string, string>(), []).Detail());
    }

    public static TheoryData<DependencyRequest?, string, string> Records => new()
    {
        { new DebianDependencyRequest(["nginx", "curl"]) { Suite = "trixie", Variant = "essential" }, "debian", "packages=nginx,curl suite=trixie variant=essential" },
        {
            new DebianDependencyRequest(["nginx"]) { Suite = "trixie", Variant = "extract", Mirror = "http://mirror.example/debian" },
            "debian", "packages=nginx suite=trixie variant=extract mirror=http://mirror.example/debian"
        },
        { new DebianSourceDependencyRequest("hello") { Suite = "trixie" }, "debian-source", "package=hello suite=trixie version=1.0" },
        { new ArchiveDependencyRequest("https://example.test/a.tar", new string('0', 64)), "archive", "archive=https://example.test/a.tar content=source format=tar" },
        { new ArchiveDependencyRequest("https://example.test/a.tar", new string('0', 64)) { RootFilesystem = true }, "archive", "archive=https://example.test/a.tar content=root_filesystem" },
        { null, "archive", "archive=a.tar content=source" },
        { null, "git-lfs", "url=https://example.test/a.git commit=x" },
        { null, "npm", "package=left-pad" },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_says_the_request_that_it_came_from(DependencyRequest? request, string id, string said)
    {
        var parameters = said.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Replace('_', ' '), StringComparer.Ordinal);

        var read = new ImportRecord(id, parameters, [new("a", "1", "amd64", new string('0', 64))]).Request();

        Assert.Equivalent(request, read, strict: true);
        Assert.Equal(request?.GetType(), read?.GetType());
    }

    [Fact]
    public void Every_request_but_those_of_Git_has_one_kind()
    {
        DependencyRequest[] requests = [new DebianDependencyRequest(["a"]), new DebianSourceDependencyRequest("a"), new ArchiveDependencyRequest("/a.tar", "")];

        Assert.All(requests, request => Assert.Single(ImportKind.All, kind => kind.Source(request) is not null));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("http://mirror.example/debian", "http://mirror.example/debian")]
    [InlineData("https://me:secret@mirror.example:8443/debian?token=x", "https://mirror.example:8443/debian")]
    public void No_password_of_a_mirror_gets_into_Git(string? mirror, string? kept) => Assert.Equal(kept, DebianNames.Public(mirror));
}
