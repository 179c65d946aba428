using System.Text;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Images;

public sealed class DebianImageTests(DebianServer debian) : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task The_filesystem_holds_what_the_tree_says_and_nothing_else()
    {
        var repository = await debian.RepositoryAsync();

        var image = await debian.ImageAsync();

        var expected = await ListedEntry.OfTreeAsync(repository, image.Id);
        var actual = await ListedEntry.OfImageAsync(image);
        Assert.True(actual.Count > 5000, $"{actual.Count} entries");
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.Empty(actual.Where(entry => entry.Value != expected[entry.Key]).Select(entry => $"{entry.Key}: {entry.Value}, not {expected[entry.Key]}"));
        Assert.Equal(new ListedEntry('-', 2541, 0, 0, actual["usr/bin/su"].Size, ""), actual["usr/bin/su"]);
        Assert.Equal(("l", "usr/bin"), (actual["bin"].Type.ToString(), actual["bin"].Link));
    }

    [Fact]
    public async Task Every_file_has_the_content_of_its_blob()
    {
        var repository = await debian.RepositoryAsync();
        var image = await debian.ImageAsync();
        var files = (await Workbench.GitAsync(repository, "ls-tree", "-r", "-z", image.Id)).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t', 2))
            .Where(words => words[0].StartsWith("100", StringComparison.Ordinal) && !words[1].StartsWith(".containerstate", StringComparison.Ordinal))
            .Select(words => (Path: words[1], Id: words[0].Split(' ')[2]))
            .ToList();

        await image.UnpackAsync(bench.At("root"));

        var paths = Encoding.UTF8.GetBytes(string.Concat(files.Select(file => file.Path + "\n")));
        await Workbench.GitAsync(bench.Folder, "init", "--quiet", "root");
        var hashed = (await Workbench.GitWithInputAsync(bench.At("root"), paths, "hash-object", "--no-filters", "--stdin-paths")).Split('\n');
        Assert.Equal(files.Select(file => (file.Path, file.Id)), files.Zip(hashed, (file, id) => (file.Path, id)));
        // One file under two names in the package, by a hard link.
        Assert.Equal(files.Single(file => file.Path == "usr/bin/perl").Id, files.Single(file => file.Path == "usr/bin/perl5.36.0").Id);
    }

    [Fact]
    public async Task The_configuration_of_the_repository_replaces_that_of_the_package()
    {
        var repository = await debian.RepositoryAsync();
        var image = await debian.ImageAsync();

        var page = await image.ReadAsync("etc/nginx/sites-enabled/default");

        Assert.Equal("server { listen 8080; root /srv/www; }\n", page);
        Assert.Equal('l', (await ListedEntry.OfTreeAsync(repository, await Workbench.GitAsync(repository, "rev-parse", "refs/heads/deps/base^{tree}")))["etc/nginx/sites-enabled/default"].Type);
    }
}
