using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Core.Tests.Git;

public sealed class TreeMetadataTests
{
    [Fact]
    public void The_text_says_only_what_differs()
    {
        var metadata = new TreeMetadata();
        metadata.Set("usr/bin/a", new PathMetadata(IsDirectory: false));
        metadata.Set("tmp", new PathMetadata(IsDirectory: true, 1023));
        metadata.Set("", new PathMetadata(IsDirectory: true, 448));
        metadata.Set("etc/shadow", new PathMetadata(IsDirectory: false, 416, 0, 42));
        metadata.Set("bin/ping", new PathMetadata(IsDirectory: false, Capability: "AQAAAgAgAAAAAAAAAAAAAAAAAAA="));
        Assert.Equal(
            """
            #mtree v2.0
            . type=dir mode=0700
            ./bin/ping type=any xattr.security.capability=AQAAAgAgAAAAAAAAAAAAAAAAAAA=
            ./etc/shadow type=any mode=0640 gid=42
            ./tmp type=dir mode=01777

            """,
            metadata.Write());
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a=b")]
    [InlineData("\t")]
    [InlineData("naïve/日本")]
    [InlineData("\u007f")]
    [InlineData("\\040")]
    [InlineData("-x")]
    public void An_odd_path_comes_back(string path)
    {
        var metadata = new TreeMetadata();
        metadata.Set(path, new PathMetadata(IsDirectory: false, 384));
        var text = metadata.Write();
        Assert.Equal(2, text.Count(c => c == '\n'));
        Assert.Equal(path, Assert.Single(TreeMetadata.Parse(text, "here").Entries).Key);
    }

    [Fact]
    public void Any_metadata_comes_back()
    {
        var random = new Random(11);
        const string Letters = "ab \\\n=#\"'.-é日\u0001";
        for (var round = 0; round < 200; round++)
        {
            var metadata = new TreeMetadata();
            for (var i = random.Next(12); i > 0; i--)
            {
                var parts = Enumerable.Range(0, random.Next(1, 5)).Select(_ => "x" + new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => Letters[random.Next(Letters.Length)])]));
                metadata.Set(string.Join('/', parts), new PathMetadata(
                    random.Next(2) == 0, random.Next(2) == 0 ? null : random.Next(4096), random.Next(65536), random.Next(65536),
                    random.Next(3) == 0 ? Convert.ToBase64String([.. Enumerable.Range(0, 20).Select(_ => (byte)random.Next(256))]) : null));
            }
            var again = TreeMetadata.Parse(metadata.Write(), "here");
            Assert.Equal(metadata.Entries, again.Entries);
            Assert.Equal(metadata.Write(), again.Write());
        }
    }

    [Fact]
    public void A_list_of_more_paths_than_a_server_describes_is_refused()
    {
        var error = Assert.Throws<UnsafeTreeException>(() => TreeMetadata.Parse(
            string.Concat(Enumerable.Range(0, 600_000).Select(number => System.FormattableString.Invariant($"./{number} mode=0700\n"))), "the component x"));

        Assert.Contains("more than 500000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./../etc type=dir")]
    [InlineData("./a/../b type=any mode=0600")]
    [InlineData("./a/./b type=any")]
    [InlineData("./a//b type=any")]
    [InlineData("./ type=any")]
    [InlineData(".. type=dir")]
    [InlineData("/etc type=dir")]
    [InlineData("etc type=dir")]
    [InlineData("./.git type=dir")]
    [InlineData("./a\\057..\\057b type=any")]
    [InlineData("./a\\000 type=any")]
    [InlineData("./a\\377 type=any")]
    [InlineData("./a type=link\r")]
    [InlineData("./a type=block")]
    [InlineData("./a type=any mode=04755x")]
    [InlineData("./a type=any mode=10000")]
    [InlineData("./a type=any mode=")]
    [InlineData("./a type=any mode=-1")]
    [InlineData("./a type=any mode=999")]
    [InlineData("./a type=any uid=65536")]
    [InlineData("./a type=any uid=-1")]
    [InlineData("./a type=any uid=+1")]
    [InlineData("./a type=any gid=root")]
    [InlineData("./a type=any device=native,8,1")]
    [InlineData("./a type=any link=/etc/passwd")]
    [InlineData("./a type=any contents=/etc/shadow")]
    [InlineData("./a optional")]
    [InlineData("./a =")]
    [InlineData("/set type=file uid=0")]
    [InlineData("./a xattr.security.capability=!!!")]
    [InlineData("./a xattr.security.capability=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("./a xattr.user.x=AAAA")]
    public void A_line_that_says_more_than_it_may_is_refused(string line)
    {
        var error = Assert.Throws<UnsafeTreeException>(() => TreeMetadata.Parse("#mtree v2.0\n" + line + "\n", "the component x"));
        Assert.Equal("the component x", error.SourceName);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_nothing_worse()
    {
        var random = new Random(5);
        const string Good = "#mtree v2.0\n. type=dir mode=0700\n./a\\040b type=any mode=0640 uid=1 gid=42\n./bin/ping type=any xattr.security.capability=AQAAAgAgAAAAAAAAAAAAAAAAAAA=\n";
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var text = Good.ToCharArray();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                text[random.Next(text.Length)] = (char)random.Next(random.Next(2) == 0 ? 128 : 0x10000);
            }
            try
            {
                Assert.All(TreeMetadata.Parse(new string(text), "x").Entries, entry => Assert.DoesNotContain(entry.Key.Split('/'), part => part is "." or ".." or ".git"));
            }
            catch (UnsafeTreeException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 500, 2999);
    }
}
