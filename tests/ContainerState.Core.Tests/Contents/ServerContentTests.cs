using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Contents;

/// <summary>Who put what there.</summary>
public sealed class ServerContentTests : ContentTests
{
    [Fact]
    public async Task Each_file_is_of_the_components_that_give_it()
    {
        Component("a", "", ("etc/a", "12"), ("usr/share/x", "same"));
        Component("b", "to: /opt/b\nkeep: ['bin/**']\n", ("bin/tool", "tool!"), ("drop/x", "d"));
        Component("c", "", ("usr/share/x", "same"), ("usr/share/own", "c"));
        Component("d", "keep: []\n", ("for/others", "d"));
        await CommitAndBuildAsync();

        Assert.Equal(["a: 2 2 4 Placed", "b: 1 5 0 Placed", "c: 2 1 4 Placed", "d: 0 0 0 NotPlaced", "rootfs: 1 10 0 Placed"], await ComponentsAsync());
        var content = await ContentAsync();
        Assert.Equal((5, 22), (content.Files, content.SizeBytes));
        Assert.Equal("/etc/a a", await WhoAsync("/etc/a"));
        Assert.Equal("/usr/share/own c, /usr/share/x a+c", await WhoAsync("/usr/share"));
        Assert.Equal(["src/b", "", Repo.Head], (await FilesAsync("/opt/b/bin/tool")).SelectMany(file => (string[])[file.Source, file.Dependency, file.Commit]));
        Assert.Empty(Warnings);
    }

    [Fact]
    public async Task A_file_that_was_replaced_is_of_the_component_that_replaced_it()
    {
        Component("a", "", ("etc/conf", "theirs"), ("etc/other", "x"));
        Repo.Write("rootfs/etc/conf", "ours");
        await CommitAndBuildAsync();

        Assert.Equal("/etc/conf rootfs, /etc/other a", await WhoAsync("/etc"));
        Assert.Equal(["a: 1 1 0 Placed", "rootfs: 2 14 0 Placed"], await ComponentsAsync());
    }

    [Fact]
    public async Task A_file_that_is_merged_is_of_all_whose_parts_it_has()
    {
        Component("a", "", ("etc/passwd", "root:x:0:0::/:/bin/sh\na:x:1:1::/:/bin/sh\n"));
        Component("b", "", ("etc/passwd", "root:x:0:0::/:/bin/sh\nb:x:2:2::/:/bin/sh\n"));
        await CommitAndBuildAsync();

        Assert.Equal("/etc/passwd a+b", await WhoAsync("/etc/passwd"));
    }

    [Fact]
    public async Task Files_behind_links_of_a_merged_usr_are_found_by_both_paths()
    {
        Component("base", "", ("usr/lib/one.so", "1"));
        File.CreateSymbolicLink(Path.Combine(Repo.Path, "src/base/lib"), "usr/lib");
        File.CreateSymbolicLink(Path.Combine(Repo.Path, "src/base/up"), "lib/../lib/");
        Component("more", "", ("lib/two.so", "2"));
        await CommitAndBuildAsync();

        Assert.Equal("/usr/lib/two.so more", await WhoAsync("/lib/two.so"));
        Assert.Equal("/usr/lib/two.so more", await WhoAsync("/up/two.so"));
        Assert.Equal("/lib base", await WhoAsync("/lib"));
        Assert.Equal("/usr/lib/one.so base, /usr/lib/two.so more", await WhoAsync("/usr/"));
    }

    [Fact]
    public async Task Libraries_are_of_the_component_that_takes_them_out_of_its_toolchain()
    {
        Repo.Write("src/tools/lib/libx.so.1", MadeElf.Make("", []));
        Repo.Write("src/tools/lib/libnot.so.1", MadeElf.Make("", []));
        Repo.Write("src/app/bin/app", MadeElf.Make("", ["libx.so.1"]));
        Repo.Write("components/app.yaml", "source: src/app\n");
        Repo.Write("components/libs.yaml", "source: src/tools\nkeep: {libraries-of: [bin/app]}\n");
        await CommitAndBuildAsync();

        Assert.Equal("/bin/app app", await WhoAsync("/bin/app"));
        Assert.Equal("/lib/libx.so.1 libs", await WhoAsync("/lib"));
    }

    [Fact]
    public async Task Folders_that_mounts_go_on_are_of_no_component()
    {
        Repo.Write("state.yaml", "name: web\ninit: [/bin/init]\nwritable: [/var/data]\n");
        Repo.Write("src/a/.containerstate/mtree", "#mtree v2.0\n./var/lib/a type=dir mode=0700 uid=7\n");
        Component("a", "", ("etc/a", "1"));
        await CommitAndBuildAsync();

        var found = (await FilesAsync("/")).Where(file => file.Kind == "folder").Select(file => $"{file.Path} {file.Mode} {file.UserId} {file.Component} {file.Source}");

        Assert.Equal(["/dev 0755 0  ", "/proc 0755 0  ", "/run 0755 0  ", "/sys 0755 0  ", "/tmp 1777 0  ", "/var/data 0755 0  state.yaml", "/var/lib/a 0700 7 a src/a"], found);
    }

    [Fact]
    public async Task What_a_step_without_a_result_made_is_said_to_be_unknown()
    {
        var (key, _) = await BuiltComponentAsync();
        Assert.Equal(["app: 1 5 0 Placed", "rootfs: 1 10 0 Placed"], await ComponentsAsync());
        Assert.True((await ContentAsync()).Components[0].Built);
        Repo.Run("update-ref", "-d", "refs/containerstate/builds/" + key);

        Assert.Equal(["app: 0 0 0 NotKnown", "rootfs: 1 10 0 Placed", ": 1 5 0 NotKnown"], await ComponentsAsync());
        Assert.Contains("step of app made is not known here", Assert.Single(Warnings), StringComparison.Ordinal);
        Assert.Equal("/bin/app ", await WhoAsync("/bin/app"));
        Assert.Equal("", (await FilesAsync("/bin/app"))[0].Commit);
    }

    [Fact]
    public async Task A_dependency_is_named_with_its_commit()
    {
        var inner = TestRepo.Make(At("inner"));
        inner.Write("file", "z");
        inner.Commit("first");
        var library = TestRepo.Make(At("library"));
        library.Write("page", "x");
        library.Write("more/deep", "y");
        library.Commit("first");
        library.Pin("nested", "nested", "file://" + inner.Path, inner.Head);
        await StateDependencies.AddAsync(World.Host, StateRepo.Open(Repo.Path), new GitDependencyRequest("file://" + library.Path) { Name = "lib" }, cancel: Cancel);
        Repo.Write("components/more.yaml", "source: deps/lib/more\nto: /more\n");
        await CommitAndBuildAsync();

        var rows = (await ContentAsync()).Components;

        Assert.Equal([("lib", "deps/lib", library.Head), ("more", "deps/lib", library.Head), ("rootfs", "", Repo.Head)], rows.Select(row => (row.Name, row.Dependency, row.Commit)));
        Assert.Equal("/srv/lib/nested/file lib", await WhoAsync("/srv/lib/nested"));
        // What a build had copied out of the submodule's own objects, Git collects again.
        Repo.Run("repack", "-a", "-d", "-q");
        Repo.Run("prune", "--expire=now");
        Assert.Equal(["/more/deep more", "/srv/lib/more/deep lib"], (await FilesAsync("/more", "/srv/lib/more")).Select(file => $"{file.Path} {file.Component}"));
    }

    [Fact]
    public async Task Looking_changes_nothing()
    {
        Component("b", "to: /opt/b\nkeep: ['bin/**']\n", ("bin/tool", "tool!"), ("drop/x", "d"));
        Component("bin", "", ("lib/x", "d"));
        await CommitAndBuildAsync();
        var first = Repo.Head;
        Component("b", "to: /opt/c\nkeep: ['bin/**']\n", ("bin/tool", "tool?"));
        await CommitAndBuildAsync();
        var before = Everything();

        await CompareAsync(first);
        await ContentAsync();
        await FilesAsync("/");

        Assert.Equal(before, Everything());
        Assert.Empty(Directory.EnumerateFileSystemEntries(World.Host.Work));
        List<string> Everything() => [.. Directory.EnumerateFiles(Path.Combine(Repo.Path, ".git"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal), Repo.Run("for-each-ref")];
    }

    [Fact]
    public async Task An_image_that_was_removed_is_still_a_tree_of_the_repository()
    {
        var image = await CommitAndBuildAsync();
        await new ImageStore(World.Host).RemoveAsync(image, [], Cancel);

        Assert.Equal((image.Id, Repo.Head), ((await ContentAsync(image.Id[..8])).Image.Image, (await ContentAsync(image.Id)).Image.Commit));
        await Refused.WithAsync(ErrorId.ReferenceNotFound, () => ContentAsync(image.Id[..3]));
    }

    [Fact]
    public async Task A_commit_that_was_not_built_is_named_with_the_remedy()
    {
        Commit();
        var error = await Refused.WithAsync(ErrorId.ImageNotFound, () => ContentAsync());
        Assert.Equal(Repo.Head, error.Target);
        Assert.Contains("image build", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_nothing_is_at_is_said_and_the_others_are_shown()
    {
        await CommitAndBuildAsync();
        var (found, missing) = (new List<string>(), new List<string>());

        await new ImageContents(World.Servers).FilesAsync(
            StateRepo.Locate(Repo.Path), ImageReference.Of("HEAD"), ["/nothing", "relative", "/a/../b", "/bin/init/x", "/bin/init"],
            file => found.Add(file.Path), (path, fault) => missing.Add($"{path} {fault.ErrorId}"), cancel: Cancel);

        Assert.Equal(["/bin/init"], found);
        Assert.Equal(["/nothing PathNotFound", "relative InvalidName", "/a/../b InvalidName", "/bin/init/x PathNotFound"], missing);
    }

    [Fact]
    public async Task Links_that_lead_round_in_a_circle_lead_nowhere()
    {
        Directory.CreateDirectory(Path.Combine(Repo.Path, "rootfs"));
        File.CreateSymbolicLink(Path.Combine(Repo.Path, "rootfs/a"), "b");
        File.CreateSymbolicLink(Path.Combine(Repo.Path, "rootfs/b"), "/a");
        await CommitAndBuildAsync();

        await Refused.WithAsync(ErrorId.PathNotFound, () => FilesAsync("/a/x"));
        Assert.Equal("/a rootfs", await WhoAsync("/a"));
    }

    private void Component(string name, string more, params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            Repo.Write($"src/{name}/{path}", text);
        }
        Repo.Write($"components/{name}.yaml", $"source: src/{name}\n{more}");
    }

    // A server with the result of a build step, which no container made.
    private async Task<(string Key, string Tree)> BuiltComponentAsync()
    {
        Component("app", "build: make\ntoolchain: toolchain\n", ("main.c", "int main;"));
        Repo.Write("toolchain/bin/sh", "a shell");
        Repo.Write("made/bin/app", "12345");
        Commit();
        var tree = Repo.Run("rev-parse", "HEAD:made");
        using var store = GitStore.Open(Repo.Path);
        var planned = await ContainerState.Builds.BuildPlan.MakeAsync(store, CommitContent.Read(store, store.Head!), Cancel);
        var key = Assert.Single(new ContainerState.Builds.KnownSteps(planned).TakeReady()).Key;
        Repo.Run("update-ref", "refs/containerstate/builds/" + key, Repo.CommitTree(tree));
        await BuildAsync();
        return (key, tree);
    }
}
