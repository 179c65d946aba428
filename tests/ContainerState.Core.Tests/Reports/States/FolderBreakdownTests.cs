using ContainerState.Contents;
using ContainerState.Reports.States;

namespace ContainerState.Core.Tests.Reports.States;

public sealed class FolderBreakdownTests
{
    [Fact]
    public void The_largest_folders_are_divided_and_nothing_is_counted_twice()
    {
        var root = Folder(1000);
        var usr = Below(root, "usr", 900);
        Below(usr, "lib", 600);
        Below(usr, "share", 200);
        Below(usr, "tiny", 1);
        Below(root, "etc", 100);

        var shown = FolderBreakdown.Of(new Dictionary<string, FolderSize> { ["base"] = root, ["app"] = Folder(20) });

        Assert.Equal(["/usr/lib 600", "/usr/share 200", "/etc 100", "/usr (rest) 100", "/ 20"], shown.Select(folder => $"{folder.Path}{(folder.Rest ? " (rest)" : "")} {folder.Bytes}"));
        Assert.Equal(1020, shown.Sum(folder => folder.Bytes));
        Assert.Equal(["base", "base", "base", "base", "app"], shown.Select(folder => folder.Component));
    }

    [Fact]
    public void There_are_no_more_folders_than_asked_for()
    {
        var root = Folder(100_000);
        for (var i = 0; i < 100; i++)
        {
            Below(root, $"f{i}", 1000);
        }

        var shown = FolderBreakdown.Of(new Dictionary<string, FolderSize> { ["base"] = root }, most: 10);

        Assert.Equal(10, shown.Count);
        Assert.Equal(100_000, shown.Sum(folder => folder.Bytes));
    }

    [Fact]
    public void A_folder_that_holds_one_folder_alone_is_called_by_that()
    {
        var root = Folder(10);
        Below(Below(root, "opt", 10), "app", 10);
        var big = Folder(10_000);
        Below(big, "srv", 9000);

        Assert.Equal(["/srv", "/ (rest)", "/opt/app"], FolderBreakdown.Of(new Dictionary<string, FolderSize> { ["a"] = root, ["b"] = big }).Select(folder => folder.Path + (folder.Rest ? " (rest)" : "")));
    }

    [Fact]
    public void Of_many_components_each_has_its_folder()
    {
        var components = Enumerable.Range(0, 300).ToDictionary(i => $"c{i:000}", i => Folder(1000 + i));

        Assert.Equal(300, FolderBreakdown.Of(components).Count);
        Assert.Empty(FolderBreakdown.Of(new Dictionary<string, FolderSize>()));
    }

    private static FolderSize Folder(long bytes)
    {
        var folder = new FolderSize();
        folder.Add(1, bytes);
        return folder;
    }

    private static FolderSize Below(FolderSize folder, string name, long bytes)
    {
        var below = folder.Below(name);
        below.Add(1, bytes);
        return below;
    }
}
