using ContainerState.Core.Tests.Contents;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

/// <summary>What a text means that is to be looked into, and what the start of a server adds.</summary>
public sealed class ImageReferenceTests : ContentTests
{
    private const string RootAlone = "Only root can see servers.";

    [Fact]
    public async Task A_branch_a_tag_an_image_and_a_server_are_found_by_name()
    {
        var image = await CommitAndBuildAsync();
        Repo.Run("tag", "v1");
        var server = await StartAsync(image, "web-1");

        Assert.Equal(("commit", Repo.Head, image.Id), await MeansAsync("v1"));
        Assert.Equal(("commit", Repo.Head, image.Id), await MeansAsync("commit:main"));
        Assert.Equal(("image", Repo.Head, image.Id), await MeansAsync("WEB"));
        Assert.Equal(("image", Repo.Head, image.Id), await MeansAsync(image.Id[..6]));
        Assert.Equal(("image", Repo.Head, image.Id), await MeansAsync("image:web"));
        Assert.Equal(("image", Repo.Head, image.Id), await MeansAsync(ImageReference.Of(image)));
        Assert.Equal(("server", Repo.Head, image.Id), await MeansAsync(ImageReference.Of(server)));
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal(("server", Repo.Head, image.Id), await MeansAsync("Web-1"));
            Assert.Equal(("server", Repo.Head, image.Id), await MeansAsync("server:web-1"));
        }
    }

    [Fact]
    public async Task A_name_of_several_things_is_refused_until_it_says_which()
    {
        var image = await CommitAndBuildAsync();
        Repo.Run("branch", "web");

        var error = await Refused.WithAsync(ErrorId.InvalidName, () => MeansAsync("web"));

        Assert.Equal("'web' is a branch, tag or commit and an image.", error.Problem);
        Assert.Equal("commit", (await MeansAsync("commit:web")).Kind);
        Assert.Equal("image", (await MeansAsync("image:web")).Kind);
        await StartAsync(image, "main");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, RootAlone);
        Assert.Contains("server:main", (await Refused.WithAsync(ErrorId.InvalidName, () => MeansAsync("main"))).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_comes_before_an_image_of_its_name()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, RootAlone);
        var image = await CommitAndBuildAsync();
        await StartAsync(image, "web");

        Assert.Equal("server", (await MeansAsync("web")).Kind);
        Assert.Equal("image", (await MeansAsync("image:web")).Kind);
    }

    [Theory]
    [InlineData("nothing", ErrorId.ReferenceNotFound)]
    [InlineData("commit:nothing", ErrorId.ReferenceNotFound)]
    [InlineData("image:nothing", ErrorId.ImageNotFound)]
    [InlineData("other:main", ErrorId.ReferenceNotFound)]
    [InlineData("HEAD:rootfs", ErrorId.ReferenceNotFound)]
    [InlineData("--help", ErrorId.ReferenceNotFound)]
    [InlineData("a\u001b[31m\n", ErrorId.ReferenceNotFound)]
    [InlineData("0000000000000000000000000000000000000000", ErrorId.ReferenceNotFound)]
    public async Task A_text_that_means_nothing_is_refused(string text, ErrorId expected)
    {
        await CommitAndBuildAsync();
        var error = await Refused.WithAsync(expected, () => MeansAsync(text));
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public async Task An_image_of_another_repository_is_refused_with_a_remedy()
    {
        var other = TestRepo.MakeState(At("other"), "other");
        var image = await new ContainerState.Builds.ImageBuilder(World.Host).BuildAsync(StateRepo.Locate(other.Path), new(), cancel: Cancel);

        var error = await Refused.WithAsync(ErrorId.ImageNotFound, () => MeansAsync("other"));

        Assert.Equal(image.Id, error.Target);
        Assert.Contains("--repo", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_that_another_commit_of_the_repository_came_to_is_that_commits()
    {
        var image = await CommitAndBuildAsync();
        Assert.Equal(Repo.Head, (await MeansAsync(ImageReference.Of(image with { Commit = new string('7', 40) }))).Commit);
        Assert.Equal(Repo.Head, (await MeansAsync(ImageReference.Of(image with { Commit = "no id" }))).Commit);
    }

    [Fact]
    public async Task A_server_whose_record_is_damaged_has_no_image()
    {
        var image = await CommitAndBuildAsync();
        var server = await StartAsync(image, "web-1") with { Image = "", State = ServerState.Damaged };
        await Refused.WithAsync(ErrorId.ServerNotRunning, () => MeansAsync(ImageReference.Of(server)));
    }

    [Fact]
    public async Task What_a_start_added_is_told_and_no_value_of_a_variable()
    {
        Repo.Write("state.yaml", "name: web\ninit: [/bin/init]\nenvironment: {A: '1', B: '2'}\n");
        var image = await CommitAndBuildAsync();
        var one = await StartAsync(image, "web-1", new() { Environment = Variables(("B", "secret")), Publish = ["8080:80"], Egress = true }) with { Volumes = [new("data", "/srv")] };
        var other = await StartAsync(image, "web-2", new() { Environment = Variables(("B", "hidden"), ("C", "too")), Group = "blue" });

        var (added, found) = await CompareAsync(ImageReference.Of("HEAD"), ImageReference.Of(one));
        var (_, between) = await CompareAsync(ImageReference.Of(one), ImageReference.Of(other));

        Assert.Equal(["Start egress all Added", "Start publish 8080:80 Added", "Start variable B Added", "Start volume data Added"], found.Select(Short));
        Assert.Equal("/srv", found[^1].Second);
        Assert.Equal(
            ["Start egress all Removed", "Start group blue Added", "Start publish 8080:80 Removed", "Start variable B Changed (value)", "Start variable C Added", "Start volume data Removed"], between.Select(Short));
        Assert.DoesNotContain(found.Concat(between), one => $"{one.First}{one.Second}".Contains("secret", StringComparison.Ordinal) || $"{one.First}{one.Second}".Contains("hidden", StringComparison.Ordinal));
        Assert.Equal($"commit HEAD ({Repo.Head[..12]}) and server web-1 ({Repo.Head[..12]}) differ in 4 additions of a start.", added.ToString());
    }

    [Fact]
    public async Task A_server_is_compared_by_the_image_that_it_was_started_from()
    {
        var image = await CommitAndBuildAsync();
        var server = await StartAsync(image, "web-1");
        Repo.Write("rootfs/etc/new", "x");
        await CommitAndBuildAsync();

        var (_, found) = await CompareAsync(ImageReference.Of(server), ImageReference.Of("HEAD"));

        Assert.Equal(["Component rootfs Changed (source, files)", "File /etc/new Added"], found.Select(Short));
        Assert.All(found, one => Assert.Equal(("web-1", "HEAD"), (one.Reference, one.Difference)));
    }

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] variables) => variables.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);

    private async Task<EphemeralServer> StartAsync(ServerImage image, string name, StartOptions? options = null)
    {
        await foreach (var server in World.Servers.StartAsync(image, (options ?? new()) with { Name = name }, cancel: Cancel))
        {
            return server;
        }
        throw new InvalidOperationException("It did not start.");
    }

    private Task<(string Kind, string Commit, string Image)> MeansAsync(string text) => MeansAsync(ImageReference.Of(text));

    private async Task<(string Kind, string Commit, string Image)> MeansAsync(ImageReference reference)
    {
        var (result, _) = await CompareAsync(ImageReference.Of("commit:HEAD"), reference);
        return (result.Difference.Kind, result.Difference.Commit, result.Difference.Image);
    }
}
