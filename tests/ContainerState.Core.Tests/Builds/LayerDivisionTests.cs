using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Core.Tests.Builds;

public sealed class LayerDivisionTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;
    private readonly GitStore _store;

    public LayerDivisionTests()
    {
        _repo = TestRepo.Make(_temp.At("repo"));
        _repo.Write("x", "x");
        _repo.Commit("x");
        _store = GitStore.Open(_repo.Path);
    }

    public void Dispose()
    {
        _store.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void Layers_over_each_other_give_what_was_merged()
    {
        // Few paths and contents, so that components often have the same or replace each other's.
        var random = new Random(11);
        var divided = 0;
        for (var turn = 0; turn < 400; turn++)
        {
            var merger = new TreeMerger(_store);
            var names = new List<string>();
            try
            {
                foreach (var number in Enumerable.Range(0, random.Next(1, 5)))
                {
                    var component = new ComponentDefinition($"c{number}") { Source = "x", Overrides = [.. names] };
                    merger.Add(new PlannedComponent(component, RandomTree(random)) { IsImport = true, IsInstalled = random.Next(2) == 0 });
                    names.Add(component.Name);
                }
                merger.RequireFolder("run/deep", 448, "server");
            }
            catch (ContainerStateException)
            {
                // Such components do not go together.
                continue;
            }
            var merged = merger.Write(names.Where(name => merger.Placed.Exists(placed => placed.Component == name && placed.IsInstalled)).ToHashSet());
            var whole = Whole(merged);
            if (whole is null)
            {
                continue;
            }
            var large = names.Where(_ => random.Next(3) > 0).ToHashSet();

            var layers = LayerDivision.Divide(_store, merged, merger.Placed, placed => large.Contains(placed.Component), null);

            Assert.Equal(Sorted(whole), Sorted(Over(layers.Select(Entries))));
            divided += layers.Count - 1;
        }
        Assert.True(divided > 200, $"{divided} layers");
    }

    [Fact]
    public void A_changed_line_changes_the_layer_on_top_alone()
    {
        var before = Divide(("base", Tree(("usr/bin/tool", "tool"), ("etc/conf", "theirs"))), ("app", Tree(("srv/page", "first"))));
        var after = Divide(("base", Tree(("usr/bin/tool", "tool"), ("etc/conf", "theirs"))), ("app", Tree(("srv/page", "later"))));

        Assert.Equal(2, before.Count);
        Assert.Equal(before[0], after[0]);
        Assert.Equal(["srv", "srv/page"], Entries(after[1]).Select(entry => entry.Path));
    }

    [Fact]
    public void A_component_of_which_a_file_is_replaced_by_a_folder_is_a_layer_still()
    {
        var layers = Divide(("base", Tree(("srv", "a file"), ("etc/conf", "theirs"))), ("app", Tree(("srv/page", "page"))));
        Assert.Equal(2, layers.Count);
    }

    [Fact]
    public void A_component_that_has_more_than_the_server_is_no_layer()
    {
        var layers = Divide(("base", Tree(("srv/a/gone", "a file"), ("srv/a/too", "x"))), ("app", Tree(("srv/a", "a file in its place"))), ("late", Tree(("srv/b", "x"))));
        // What a file hides, it hides as a layer too.
        Assert.Equal(2, layers.Count);
        Assert.Equal(["srv", "srv/a", "srv/b"], Over(layers.Select(Entries)).Select(entry => entry.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void More_large_components_than_layers_are_said()
    {
        var said = new List<string>();
        var components = Enumerable.Range(0, 70).Select(number => ($"c{number}", Tree(($"srv/{number}", "x")))).ToArray();

        var layers = Divide(said.Add, _ => true, components);

        Assert.Equal(LayerDivision.MostLayers, layers.Count);
        Assert.Contains("70 components are of 8 MiB and more", Assert.Single(said), StringComparison.Ordinal);
        Assert.Equal(71, Over(layers.Select(Entries)).Count);
    }

    [Fact]
    public void One_change_in_a_folder_of_very_many_names_reaches_one_part()
    {
        var before = Divide(("base", Many("x")), ("app", Tree(("srv/page", "page"))));
        var after = Divide(("base", Many("y")), ("app", Tree(("srv/page", "page"))));

        // The names of the base in four, and the server's own.
        Assert.Equal(5, before.Count);
        Assert.Single(before.Zip(after), pair => pair.First != pair.Second);
        var seen = Over(before.Select(Entries));
        Assert.Equal(20_000 + 5, seen.Count);
        Assert.All(seen.Where(entry => entry.Path is "srv" or "srv/many"), entry => Assert.Equal(448, entry.Mode));
        Assert.Equal((256, 7), seen.Where(entry => entry.Path == "srv/many/n5").Select(entry => (entry.Mode, entry.UserId)).Single());
        Assert.All(before.SkipLast(1), layer => Assert.InRange(Entries(layer).Count, 4000, 6000));

        string Many(string changed)
        {
            var (one, other) = (_store.WriteBlob("x"u8), _store.WriteBlob(System.Text.Encoding.UTF8.GetBytes(changed)));
            var many = _store.WriteTree(Enumerable.Range(0, 20_000).Select(number => new TreeItem($"n{number}", TreeItemKind.File, number == 7 ? other : one)));
            var metadata = new TreeMetadata();
            metadata.Set("srv", new PathMetadata(true, 448));
            metadata.Set("srv/many", new PathMetadata(true, 448));
            metadata.Set("srv/many/n5", new PathMetadata(false, 256, 7));
            metadata.Set("srv/empty", new PathMetadata(true));
            var srv = _store.WriteTree([new TreeItem("many", TreeItemKind.Tree, many), new TreeItem("other", TreeItemKind.File, one)]);
            return TreeParts.Write(_store, [new TreeItem("srv", TreeItemKind.Tree, srv)], metadata, null);
        }
    }

    [Fact]
    public void Equal_components_are_one_layer()
    {
        var same = Tree(("usr/bin/tool", "tool"));

        var layers = Divide(null, name => name != "app", ("one", same), ("other", Tree(("usr/lib/part", "x"))), ("two", same), ("app", Tree(("srv/page", "page"))));

        Assert.Equal(3, layers.Count);
        Assert.Equal(layers, layers.Distinct());
        Assert.Equal(["srv", "srv/page", "usr", "usr/bin", "usr/bin/tool", "usr/lib", "usr/lib/part"], Over(layers.Select(Entries)).Select(entry => entry.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folders_that_are_divided_alike_are_no_layer_twice()
    {
        var many = _store.WriteTree(Enumerable.Range(0, 9_000).Select(number => new TreeItem($"n{number}", TreeItemKind.File, _store.WriteBlob("x"u8))));
        string With(string name) => _store.WriteTree([new TreeItem("many", TreeItemKind.Tree, many), new TreeItem(name, TreeItemKind.File, _store.WriteBlob("x"u8))]);

        var merger = new TreeMerger(_store);
        foreach (var name in (string[])["one", "two"])
        {
            merger.Add(new PlannedComponent(new ComponentDefinition(name) { Source = "x" }, With(name)) { IsImport = true, IsInstalled = true });
        }
        var layers = LayerDivision.Divide(_store, merger.Write(new HashSet<string> { "one", "two" }), merger.Placed, _ => true, null);

        Assert.Equal(layers, layers.Distinct());
        Assert.Equal(9_003, Over(layers.Select(Entries)).Count);
    }

    [Fact]
    public void A_tree_of_folders_without_an_end_is_refused()
    {
        var tree = _store.WriteTree([new TreeItem("file", TreeItemKind.File, _store.WriteBlob("x"u8))]);
        for (var i = 0; i < 60; i++)
        {
            tree = _store.WriteTree([new TreeItem("a", TreeItemKind.Tree, tree), new TreeItem("b", TreeItemKind.Tree, tree)]);
        }
        Assert.Contains("more than 2000000 entries", Assert.Throws<UnsafeTreeException>(() => new TreeSizes(_store).IsLarge(tree, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_many_files_in_folders_one_that_changes_is_in_one_part()
    {
        string With(string text) => _store.WriteTree(
            [new TreeItem("many", TreeItemKind.Tree, _store.WriteTree(Enumerable.Range(0, 50).Select(folder => new TreeItem($"d{folder}", TreeItemKind.Tree, Folder(folder == 7 ? text : "x")))))]);
        string Folder(string first) => _store.WriteTree(Enumerable.Range(0, 800).Select(file => new TreeItem($"f{file}", TreeItemKind.File, _store.WriteBlob(System.Text.Encoding.UTF8.GetBytes(file == 0 ? first : "x")))));

        var before = Divide(null, _ => true, ("base", With("1")));
        var after = Divide(null, _ => true, ("base", With("2")));

        Assert.Equal(9, before.Count);
        Assert.Equal(8, before.Intersect(after).Count());
        Assert.Equal(40_051, Over(after.Select(Entries)).Count);
    }

    [Theory]
    [InlineData(8 << 20, true)]
    [InlineData((8 << 20) - 2000, false)]
    public void A_component_of_8_MiB_is_large(int bytes, bool isLarge)
    {
        var tree = _store.WriteTree([new TreeItem("file", TreeItemKind.File, _store.WriteBlob(new byte[bytes]))]);
        Assert.Equal(isLarge, new TreeSizes(_store).IsLarge(tree, "x"));
    }

    // Null for what no server may be.
    private IReadOnlyList<ImageEntry>? Whole(MergedFiles merged)
    {
        try
        {
            return Entries(new LayerTree(TreeParts.Write(_store, _store.Entries(merged.Tree, "x"), merged.Metadata, merged.OwnTimes), ListsTimes: true));
        }
        catch (UnsafeTreeException)
        {
            return null;
        }
    }

    private IReadOnlyList<LayerTree> Divide(params (string Name, string Tree)[] components) => Divide(null, name => name == "base", components);

    private IReadOnlyList<LayerTree> Divide(Action<string>? warn, Func<string, bool> isLarge, params (string Name, string Tree)[] components)
    {
        var merger = new TreeMerger(_store);
        foreach (var (name, tree) in components)
        {
            merger.Add(new PlannedComponent(new ComponentDefinition(name) { Source = "x", Overrides = [.. components.Select(one => one.Name).Where(other => other != name)] }, tree) { IsImport = true });
        }
        return LayerDivision.Divide(_store, merger.Write(new HashSet<string>()), merger.Placed, placed => isLarge(placed.Component), warn);
    }

    // What the kernel shows of layers over each other: overlayfs.
    private static List<ImageEntry> Over(IEnumerable<IReadOnlyList<ImageEntry>> layers)
    {
        var seen = new Dictionary<string, ImageEntry>(StringComparer.Ordinal);
        foreach (var entry in layers.SelectMany(layer => layer))
        {
            if (seen.TryGetValue(entry.Path, out var there) && (there.Kind != TreeItemKind.Tree || entry.Kind != TreeItemKind.Tree))
            {
                seen.Keys.Where(path => path.StartsWith(entry.Path + "/", StringComparison.Ordinal)).ToList().ForEach(path => seen.Remove(path));
            }
            seen[entry.Path] = entry;
        }
        return [.. seen.Values];
    }

    private static IEnumerable<ImageEntry> Sorted(IEnumerable<ImageEntry> entries) => entries.OrderBy(entry => entry.Path, StringComparer.Ordinal);

    private IReadOnlyList<ImageEntry> Entries(LayerTree layer) =>
        ImageLayout.ReadEntries(_store, layer.Tree, "a layer", layer.ListsTimes ? FileTimes.Of(_store, layer.Tree, "a layer") : FileTimes.Equal);

    private string Tree(params (string Path, string Text)[] files) => Tree(files.ToDictionary(file => file.Path, file => (TreeItemKind.File, file.Text)), new());

    private string RandomTree(Random random)
    {
        string[] names = ["a", "b", "c"];
        var files = new Dictionary<string, (TreeItemKind, string)>(StringComparer.Ordinal);
        var metadata = new TreeMetadata();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var path = string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => names[random.Next(3)]));
            var isFree = !files.Keys.Any(other => other == path || other.StartsWith(path + "/", StringComparison.Ordinal) || path.StartsWith(other + "/", StringComparison.Ordinal));
            var isLink = metadata.Entries.Keys.Any(other => other == path || other.StartsWith(path + "/", StringComparison.Ordinal));
            if (isFree && !isLink && random.Next(4) > 0)
            {
                files[path] = (random.Next(5) switch { 0 => TreeItemKind.Executable, 1 => TreeItemKind.Symlink, _ => TreeItemKind.File }, random.Next(2) == 0 ? "1" : "2");
                if (random.Next(4) == 0 && files[path].Item1 != TreeItemKind.Symlink)
                {
                    metadata.Set(path, new PathMetadata(false, 256, random.Next(2)));
                }
            }
            else if (!files.Keys.Any(other => other == path || path.StartsWith(other + "/", StringComparison.Ordinal)))
            {
                metadata.Set(path, new PathMetadata(true, random.Next(2) == 0 ? null : 448, random.Next(2)));
            }
        }
        return Tree(files, metadata);
    }

    private string Tree(Dictionary<string, (TreeItemKind Kind, string Text)> files, TreeMetadata metadata)
    {
        return TreeParts.Write(_store, Items(""), metadata, null);

        List<TreeItem> Items(string prefix) =>
            [.. files.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Select(path => path[prefix.Length..].Split('/')[0]).Distinct(StringComparer.Ordinal)
                .Select(name => files.TryGetValue(prefix + name, out var file)
                    ? new TreeItem(name, file.Kind, _store.WriteBlob(System.Text.Encoding.UTF8.GetBytes(file.Text)))
                    : new TreeItem(name, TreeItemKind.Tree, _store.WriteTree(Items($"{prefix}{name}/"))))];
    }
}
