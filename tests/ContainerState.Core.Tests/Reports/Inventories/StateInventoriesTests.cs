using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Reports.Inventories;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Reports.Inventories;

/// <summary>What an inventory is taken of, and where it goes.</summary>
public sealed class StateInventoriesTests : InventoryTests
{
    [Theory]
    [InlineData(InventoryFormat.Spdx)]
    [InlineData(InventoryFormat.CycloneDx)]
    public async Task The_same_commit_gives_the_same_text_in_any_clone_at_any_time(string format)
    {
        Fill();
        var first = (await ReadAsync()).Write(format);
        TestRepo.Make(Temp.At("other")).Run("fetch", "--quiet", Repo.Path, "refs/heads/*:refs/heads/*", "--update-head-ok");
        Repo.Write("rootfs/more", "x");
        var commit = Repo.Head;
        Repo.Commit("more");

        Assert.Equal(first, (await ReadAsync(path: Temp.At("other"))).Write(format));
        Assert.Equal(first, (await ReadAsync(commit)).Write(format));
        Assert.NotEqual(first, (await ReadAsync()).Write(format));
    }

    [Fact]
    public async Task On_one_line_it_is_the_same_document()
    {
        Fill();
        var inventory = await ReadAsync();

        var line = inventory.Write(InventoryFormat.Spdx, oneLine: true);

        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(line), System.Text.Json.Nodes.JsonNode.Parse(inventory.Write(InventoryFormat.Spdx))));
    }

    [Fact]
    public async Task A_commit_that_says_no_moment_has_a_document_still()
    {
        var tree = Repo.Run("rev-parse", "HEAD^{tree}");
        var commit = Repo.Feed(System.Text.Encoding.ASCII.GetBytes($"tree {tree}\nauthor a <a> 1 +0000\ncommitter a <a> 99999999999999 +0000\n\nx\n"), "hash-object", "-t", "commit", "-w", "--stdin", "--literally");

        var inventory = await ReadAsync(commit);

        Assert.Contains("\"created\": \"1970-01-01T00:00:00Z\"", inventory.Write(InventoryFormat.Spdx), StringComparison.Ordinal);
        Assert.DoesNotContain("timestamp", inventory.Write(InventoryFormat.CycloneDx), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_committed_yet_is_an_error_that_says_what_to_do()
    {
        var empty = TestRepo.Make(Temp.At("empty"));

        var fault = await Assert.ThrowsAnyAsync<ContainerStateException>(() => ReadAsync(path: empty.Path));

        Assert.NotEmpty(fault.Remedy);
    }

    [Fact]
    public async Task What_is_not_here_is_an_error()
    {
        Repo.Pin("deps/gone", "gone", "https://example.invalid/x.git", new string('a', 40));

        Assert.Contains("deps/gone", (await Assert.ThrowsAsync<IncompleteRepositoryException>(() => ReadAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_named_after_server_and_format_outside_of_the_repository()
    {
        var repository = StateRepo.Locate(Repo.Path);
        var place = StateInventory.PlaceOf(repository, InventoryFormat.CycloneDx, null, Temp.At("."));

        var saved = (await ReadAsync()).Save(InventoryFormat.CycloneDx, place);

        Assert.Equal("web.cdx.json", saved.Name);
        Assert.Equal((await ReadAsync()).Write(InventoryFormat.CycloneDx), await File.ReadAllTextAsync(place, Cancel));
        Assert.Equal(Path.GetDirectoryName(Repo.Path), Path.GetDirectoryName(StateInventory.PlaceOf(repository, InventoryFormat.Spdx, null, Repo.Path)));
        Assert.Throws<InvalidNameException>(() => StateInventory.PlaceOf(repository, InventoryFormat.Spdx, Temp.At("x.txt"), Repo.Path));
    }

    [Theory]
    [InlineData("SPDX", InventoryFormat.Spdx)]
    [InlineData("cyclonedx", InventoryFormat.CycloneDx)]
    public void A_format_is_known_in_any_case(string typed, string expected) => Assert.Equal(expected, InventoryFormat.Require(typed));

    [Fact]
    public void Another_format_is_an_error_that_names_them() =>
        Assert.Contains("spdx or cyclonedx", Assert.Throws<InvalidNameException>(() => InventoryFormat.Require("xml")).Remedy, StringComparison.Ordinal);
}
