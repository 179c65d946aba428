using System.Text.Json;
using ContainerState.Contents;
using ContainerState.Core.Tests.Support;
using ContainerState.Imports;

namespace ContainerState.Core.Tests.Contents;

/// <summary>In what two commits differ.</summary>
public sealed class ImageComparisonTests : ContentTests
{
    [Fact]
    public async Task Files_are_listed_with_their_component_sizes_and_what_differs()
    {
        Repo.Write("src/app/same/deep", "same");
        Repo.Write("src/app/page", "first");
        Repo.Write("src/app/gone/x", "gone");
        Repo.Write("src/app/kind", "a file");
        Repo.Write("components/app.yaml", "source: src/app\nto: /srv\n");
        Repo.Write("src/plain/tool", "tool");
        Repo.Write("components/plain.yaml", "source: src/plain\nto: /opt\n");
        await CommitAndBuildAsync();
        Repo.Run("tag", "v1");
        Repo.Write("src/app/page", "second");
        Directory.Delete(At("web", "src", "app", "gone"), recursive: true);
        File.Delete(At("web", "src", "app", "kind"));
        File.CreateSymbolicLink(At("web", "src", "app", "kind"), "page");
        File.SetUnixFileMode(At("web", "src", "plain", "tool"), (UnixFileMode)493);
        Repo.Write("rootfs/etc/a\u001b[31m\nb", "x");
        await CommitAndBuildAsync();

        var (result, found) = await CompareAsync("v1");

        Assert.Equal(
            [
                "Component app Changed (source, files)", "Component plain Changed (source, files)", "Component rootfs Changed (source, files)",
                "File /etc/a\u001b[31m\nb Added", "File /opt/tool Changed (mode)", "File /srv/gone/x Removed", "File /srv/kind Changed (kind, mode)", "File /srv/page Changed (content)",
            ],
            found.Select(Short));
        var page = found[^1];
        Assert.Equal(("app", 5, 6, "v1", "HEAD"), (page.Component, page.FirstBytes, page.SecondBytes, page.Reference, page.Difference));
        Assert.Equal($"file 0644 0:0 6 bytes {Repo.Blob("second")[..12]}", page.Second);
        Assert.Equal((15, 10), (found[0].FirstBytes, found[0].SecondBytes));
        Assert.Equal(-4, result.GrowthBytes);
        Assert.Equal($"commit v1 ({Repo.Run("rev-parse", "v1")[..12]}) and commit HEAD ({Repo.Head[..12]}) differ in 3 components, 5 files; 4 bytes less.", result.ToString());
        Assert.Empty(Warnings);
    }

    [Fact]
    public async Task Owners_modes_and_empty_folders_of_the_metadata_count_too()
    {
        Repo.Write("src/a/x", "x");
        Repo.Write("src/a/deep/y", "y");
        Repo.Write("src/a/.containerstate/mtree", "#mtree v2.0\n./deep type=dir mode=0700\n./empty type=dir\n./x type=any uid=7\n");
        Repo.Write("components/a.yaml", "source: src/a\nto: /srv\n");
        await CommitAndBuildAsync();
        Repo.Run("tag", "v1");
        Repo.Write("src/a/.containerstate/mtree", "#mtree v2.0\n./deep type=dir mode=0750\n./other type=dir\n./x type=any uid=8 mode=0600\n");
        await CommitAndBuildAsync();

        var (_, found) = await CompareAsync("v1");

        Assert.Equal(
            ["File /srv/deep Changed (mode)", "File /srv/empty Removed", "File /srv/other Added", "File /srv/x Changed (mode, owner)"],
            found.Where(one => one.Kind == DifferenceKind.File).Select(Short));
        Assert.All(found.Where(one => one.Kind == DifferenceKind.File), one => Assert.Equal("a", one.Component));
    }

    [Fact]
    public async Task Equal_commits_and_equal_trees_have_no_differences()
    {
        var image = await CommitAndBuildAsync();
        var (same, none) = await CompareAsync("HEAD", "main");
        Repo.Write("README", "of no server");
        await CommitAndBuildAsync();
        var (alike, nothing) = await CompareAsync("HEAD~1");

        Assert.Empty(none.Concat(nothing));
        Assert.True(same.Same && alike.Same);
        Assert.EndsWith($"are the same image, {image.Id}.", alike.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_are_read_from_the_records_of_imports()
    {
        Import("base", ("nginx", "1.22-1", "amd64"), ("libc6", "2.36", "amd64"), ("libc6", "2.36", "i386"), ("gone", "1", "all"), ("same", "1", "all"));
        await CommitAndBuildAsync();
        var before = Pinned("base");
        Repo.Run("tag", "v1");
        Import("base", ("nginx", "1.22-2", "amd64"), ("libc6", "2.36", "amd64"), ("libc6", "2.37", "i386"), ("new", "2", "all"), ("same", "1", "all"));
        Import("more", ("more", "3", "all"));
        await CommitAndBuildAsync();

        var (result, found) = await CompareAsync("v1");

        Assert.Equal(
            [
                "Dependency base Changed (commit)", "Dependency more Added", "Component base Changed (commit, files)", "Component more Added", "Package gone Removed",
                "Package libc6:i386 Changed (version)", "Package new Added", "Package nginx Changed (version)", "Package more Added", "File /srv/base/version Changed (content)", "File /srv/more/version Added",
            ],
            found.Select(Short));
        Assert.Equal((before, Pinned("base")), (found[0].First, found[0].Second));
        var nginx = Assert.Single(found, one => one.Name == "nginx");
        Assert.Equal(("base", "1.22-1", "1.22-2", null), (nginx.Component, nginx.First, nginx.Second, nginx.FirstBytes));
        Assert.Contains("2 components, 2 dependencies, 2 files, 5 packages", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_of_one_version_with_another_digest_is_named()
    {
        Import("base", ("tool", "1", "all"));
        await CommitAndBuildAsync();
        Repo.Run("tag", "v1");
        Import("base", digest: 'b', ("tool", "1", "all"));
        await CommitAndBuildAsync();

        var tool = Assert.Single((await CompareAsync("v1")).Found, one => one.Kind == DifferenceKind.Package);

        Assert.Equal(("digest", new string('a', 64), new string('b', 64)), (tool.What, tool.First, tool.Second));
    }

    [Fact]
    public async Task Settings_are_listed_by_their_keys()
    {
        Repo.Write("state.yaml", "name: web\ninit: [/bin/init]\nlimits: {processes: 20}\nenvironment: {A: '1', B: x}\n");
        await CommitAndBuildAsync();
        Repo.Write("state.yaml", "name: web\ninit: [/bin/init, two words]\nlimits: {processes: 30}\nenvironment: {A: '1', C: y}\nports: [80]\n");
        await CommitAndBuildAsync();

        var (_, found) = await CompareAsync("HEAD~1");

        Assert.Equal(
            [
                ("environment.B", "Removed", "\"x\"", ""), ("environment.C", "Added", "", "\"y\""), ("init", "Changed", "[\"/bin/init\"]", "[\"/bin/init\",\"two words\"]"),
                ("limits.processes", "Changed", "20", "30"), ("ports", "Changed", "[]", "[80]"),
            ],
            found.Select(one => (one.Name, one.Change, one.First, one.Second)));
    }

    [Fact]
    public async Task A_component_whose_file_or_toolchain_changed_is_named()
    {
        Repo.Write("src/x", "x");
        Repo.Write("tools/one/sh", "one");
        Repo.Write("tools/two/sh", "two");
        Repo.Write("components/app.yaml", "source: src\nbuild: make\ntoolchain: tools/one\n");
        Repo.Write("components/old.yaml", "source: src\nto: /old\n");
        Commit();
        Repo.Write("components/app.yaml", "source: src\nbuild: make all\ntoolchain: tools/two\n");
        File.Delete(At("web", "components", "old.yaml"));
        Commit();

        var (result, found) = await CompareAsync("HEAD~1");

        Assert.Equal(["Image  Changed (not built)", "Component app Changed (definition, toolchain)", "Component old Removed"], found.Select(Short));
        Assert.False(result.FilesCompared || result.Same);
        Assert.EndsWith("differ in 2 components; files were not compared.", result.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, Warnings.Count);
        Assert.All(Warnings, text => Assert.Contains("has not been built here", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clone_that_lacks_a_dependency_compares_what_it_can()
    {
        Import("base", ("nginx", "1", "amd64"));
        await CommitAndBuildAsync();
        Repo.Run("tag", "v1");
        Import("base", ("nginx", "2", "amd64"));
        await CommitAndBuildAsync();
        TestRepo.At(At()).Run("clone", "--quiet", "--no-local", "--single-branch", "--depth=4", "file://" + Repo.Path, At("shallow"));
        // The trees of the servers, and nothing of what they were made of.
        TestRepo.At(At("shallow")).Run("fetch", "--quiet", "origin", "refs/containerstate/images/*:refs/containerstate/images/*");

        var (_, found) = await CompareAsync("v1", path: At("shallow"));

        Assert.Equal(["Dependency base Changed (commit)", "Component base Changed (commit)", "File /srv/base/version Changed (content)"], found.Select(Short));
        Assert.Equal("", found[^1].Component);
        Assert.Contains(Warnings, text => text.StartsWith($"Which components the files of the commit HEAD ({Repo.Head[..12]}) are from is not known here: ", StringComparison.Ordinal));
        Assert.Contains(Warnings, text => text.Contains("its packages are not compared", StringComparison.Ordinal) && text.Contains("repo update", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_commit_that_this_version_cannot_read_is_compared_by_its_tree()
    {
        var image = await CommitAndBuildAsync();
        Repo.Write("state.yaml", "name: web\ninit: [/bin/init]\nsomething: that an earlier version knew\n");
        Commit();
        Repo.Run("update-ref", $"refs/containerstate/images/{Repo.Head}", image.Id);
        Repo.Write("state.yaml", "name: web\ninit: [/bin/init]\n");
        Repo.Write("rootfs/etc/new", "x");
        await CommitAndBuildAsync();

        var (_, found) = await CompareAsync("HEAD~1");

        Assert.Equal(["File /etc/new Added"], found.Select(Short));
        Assert.Equal("rootfs", found[0].Component);
        Assert.StartsWith("Dependencies, components and packages are not compared: state.yaml", Assert.Single(Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_of_a_version_that_made_images_of_one_file_is_compared()
    {
        Repo.Write("rootfs/etc/page", "1");
        await CommitAndBuildAsync();
        var old = Repo.Head;
        Repo.Write("rootfs/etc/page", "22");
        await CommitAndBuildAsync();
        // As it was written then: no list of layers, none of times.
        var tree = Repo.Run("rev-parse", $"refs/containerstate/images/{old}");
        var kept = Repo.Run("rev-parse", $"{tree}:.containerstate/server.json");
        var folder = Repo.RawTree(("100644", "server.json", kept));
        var lines = Repo.Run("ls-tree", tree).Split('\n').Select(line => line.Contains("\t.containerstate", StringComparison.Ordinal) ? $"040000 tree {folder}\t.containerstate" : line);
        Repo.Run("update-ref", $"refs/containerstate/images/{old}", Repo.Feed(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), "mktree"));

        var (_, found) = await CompareAsync(old);

        Assert.Contains("File /etc/page Changed (content)", found.Select(Short));
        // Files had no times of their own then.
        Assert.Contains("File /bin/init Changed (time)", found.Select(Short));
    }

    private void Import(string name, params (string Name, string Version, string Architecture)[] packages) => Import(name, 'a', packages);

    // As the import of a kind commits it, on a branch of the repository itself.
    private void Import(string name, char digest, params (string Name, string Version, string Architecture)[] packages)
    {
        var record = new ImportRecord("debian", new Dictionary<string, string>(), [.. packages.Select(item => new ImportedItem(item.Name, item.Version, item.Architecture, new string(digest, 64)))]);
        var own = Repo.RawTree(("100644", "import.json", Repo.Blob(record.Write())));
        var tree = Repo.RawTree(("40000", ".containerstate", own), ("100644", "version", Repo.Blob(JsonSerializer.Serialize(packages.Select(item => item.Version)))));
        Repo.Write($"components/{name}.yaml", $"source: deps/{name}\nto: /srv/{name}\n");
        Repo.Run("add", "--all");
        Repo.Pin($"deps/{name}", name, "./", Repo.CommitTree(tree));
    }

    private string Pinned(string name) => Repo.Run("rev-parse", $"HEAD:deps/{name}");
}
