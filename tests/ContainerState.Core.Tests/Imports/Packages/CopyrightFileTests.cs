using ContainerState.Core.Tests.Support;
using ContainerState.Git;
using ContainerState.Imports.Packages;

namespace ContainerState.Core.Tests.Imports.Packages;

public sealed class CopyrightFileTests : IDisposable
{
    private const string Head = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: x\nLicense: Whole\n";
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public CopyrightFileTests() => _repo = TestRepo.Make(_temp.At("tree"));

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_licences_of_its_files_are_named_once_each() =>
        Assert.Equal(
            ["Expat", "GPL-2+ or Expat"],
            CopyrightFile.Parse(Head + "\nFiles: *\nCopyright: me\nLicense: Expat\n text: of it\n\nfiles: debian/*\nlicense:  GPL-2+ or Expat \n\nFiles: a\nLicense: Expat\n\nLicense: GPL-2+\n The whole text\n"));

    [Fact]
    public void Where_no_files_are_named_that_of_the_whole_counts() => Assert.Equal(["Whole"], CopyrightFile.Parse(Head + "\nLicense: Other\n text\n"));

    [Theory]
    [InlineData("")]
    [InlineData("This is free software.\nLicense: GPL\n")]
    [InlineData("Format: http://other\nLicense: GPL\n")]
    public void A_file_for_people_names_none(string text) => Assert.Empty(CopyrightFile.Parse(text));

    [Fact]
    public void A_name_that_moves_a_cursor_or_has_no_end_makes_it_worth_nothing()
    {
        Assert.Empty(CopyrightFile.Parse(Head + "\nFiles: *\nLicense: Expat\n\nFiles: b\nLicense: GPL\u001b[2J\n"));
        Assert.Empty(CopyrightFile.Parse(Head + "\nFiles: *\nLicense: " + new string('x', 201) + "\n"));
    }

    [Fact]
    public void Links_to_the_folder_of_another_package_are_followed()
    {
        _repo.Write("usr/share/doc/one/copyright", Head);
        Link("usr/share/doc/two", "one");
        Link("usr/share/doc/three", "/usr/share/doc/two");
        _repo.Write("usr/share/doc/four/x", "x");
        Link("usr/share/doc/four/copyright", "../one/./copyright");

        Assert.All(["one", "two", "three", "four"], name => Assert.Equal(["Whole"], Read(name)));
    }

    [Fact]
    public void Links_in_a_ring_or_out_of_the_tree_lead_nowhere()
    {
        Link("usr/share/doc/ring", "ring");
        Link("usr/share/doc/out", "../../../../etc");
        _repo.Write("usr/share/doc/large/copyright", Head + new string('x', 1 << 20));
        Link("usr/share/doc/top/copyright", "/nowhere");

        Assert.All(["ring", "out", "large", "nothing", "top"], name => Assert.Empty(Read(name)));
    }

    private void Link(string path, string target)
    {
        var file = Path.Combine(_repo.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.CreateSymbolicLink(file, target);
    }

    private IReadOnlyList<string> Read(string package)
    {
        var commit = _repo.Commit("tree");
        using var store = GitStore.Open(_repo.Path);
        return CopyrightFile.Read(store, store.TreeOf(commit), $"usr/share/doc/{package}/copyright");
    }
}
