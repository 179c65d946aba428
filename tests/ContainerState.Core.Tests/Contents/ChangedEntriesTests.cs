using ContainerState.Builds;
using ContainerState.Contents;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Core.Tests.Contents;

public sealed class ChangedEntriesTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;
    private readonly GitStore _store;

    public ChangedEntriesTests()
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
    public void What_differs_is_what_a_look_at_every_entry_finds()
    {
        // Few paths and contents, so that folders are often equal, and of other owners and times.
        var random = new Random(7);
        var differing = 0;
        for (var turn = 0; turn < 500; turn++)
        {
            var (one, other) = (RandomTree(random), RandomTree(random));
            if (Entries(one) is not { } left || Entries(other) is not { } right)
            {
                continue;
            }
            var expected = left.Keys.Union(right.Keys).Where(path => left.GetValueOrDefault(path) != right.GetValueOrDefault(path)).Order(StringComparer.Ordinal);

            var found = ChangedEntries.Between(ServerFiles.Read(_store, one), ServerFiles.Read(_store, other));

            Assert.Equal(expected, found.Select(pair => ChangedEntries.PathOf(pair)));
            Assert.All(found, pair => Assert.Equal((left.GetValueOrDefault(ChangedEntries.PathOf(pair)), right.GetValueOrDefault(ChangedEntries.PathOf(pair))), pair));
            differing += found.Count;
        }
        Assert.True(differing > 1000, $"{differing} entries");
    }

    [Fact]
    public void A_folder_that_both_have_is_never_looked_into()
    {
        // A tree that is not here: whoever looks into it fails.
        var nowhere = new TreeItem("big", TreeItemKind.Tree, new string('1', 40));
        string Tree(string text) => _store.WriteTree([nowhere, new TreeItem("page", TreeItemKind.File, _store.WriteBlob(System.Text.Encoding.UTF8.GetBytes(text)))]);

        var found = ChangedEntries.Between(ServerFiles.Read(_store, Tree("one")), ServerFiles.Read(_store, Tree("other")));

        Assert.Equal(["page"], found.Select(pair => ChangedEntries.PathOf(pair)));
    }

    [Fact]
    public void A_few_trees_that_stand_for_countless_files_are_refused()
    {
        var tree = _store.WriteTree([new TreeItem("file", TreeItemKind.File, _store.WriteBlob("x"u8))]);
        for (var i = 0; i < 60; i++)
        {
            tree = _store.WriteTree([new TreeItem("a", TreeItemKind.Tree, tree), new TreeItem("b", TreeItemKind.Tree, tree)]);
        }
        var nothing = _store.WriteTree([]);

        Assert.Throws<UnsafeTreeException>(() => ChangedEntries.Between(ServerFiles.Read(_store, nothing), ServerFiles.Read(_store, tree)));
    }

    private string RandomTree(Random random)
    {
        string[] names = ["a", "b", "a-b"];
        var metadata = new TreeMetadata();
        var times = new List<string>();
        var tree = Folder("", 0);
        metadata.RemoveWhere((path, entry) => entry.IsDirectory && path.Split('/').Length == 1 && random.Next(2) == 0);
        return TreeParts.Write(_store, _store.Entries(tree, "x"), metadata, times);

        string Folder(string prefix, int depth)
        {
            var items = new List<TreeItem>();
            foreach (var name in names)
            {
                var path = prefix + name;
                switch (random.Next(6))
                {
                    case < 2 when depth < 3:
                        var below = Folder(path + "/", depth + 1);
                        if (_store.Entries(below, "x").Count > 0)
                        {
                            items.Add(new TreeItem(name, TreeItemKind.Tree, below));
                        }
                        if (random.Next(4) == 0)
                        {
                            metadata.Set(path, new PathMetadata(true, random.Next(3) == 0 ? 448 : null, random.Next(2)));
                        }
                        Time(path, 8);
                        break;
                    case < 4:
                        items.Add(new TreeItem(name, random.Next(4) == 0 ? TreeItemKind.Symlink : TreeItemKind.File, _store.WriteBlob([(byte)random.Next(2)])));
                        if (random.Next(5) == 0)
                        {
                            metadata.Set(path, new PathMetadata(false, random.Next(2) == 0 ? 384 : null, random.Next(2), 0, random.Next(4) == 0 ? "AAAA" : null));
                        }
                        Time(path, 3);
                        break;
                    default:
                        break;
                }
            }
            return _store.WriteTree(items);
        }

        void Time(string path, int one)
        {
            if (random.Next(one) == 0)
            {
                times.Add(path);
            }
        }
    }

    // Null for what no server may be.
    private Dictionary<string, ImageEntry>? Entries(string tree)
    {
        try
        {
            return ImageLayout.ReadEntries(_store, tree, "x", FileTimes.Of(_store, tree, "x")).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        }
        catch (UnsafeTreeException)
        {
            return null;
        }
    }
}
