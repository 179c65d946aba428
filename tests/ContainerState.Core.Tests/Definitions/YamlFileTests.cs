using System.Diagnostics;
using System.Text;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Definitions;

public sealed class YamlFileTests
{
    [Theory]
    [InlineData("", 0, "nothing")]
    [InlineData("# a comment\n", 0, "nothing")]
    [InlineData("---\n...\n", 1, "nothing")]
    [InlineData("just text", 1, "a single value")]
    [InlineData("42", 1, "a single value")]
    [InlineData("- a\n- b", 1, "a list")]
    [InlineData("a: &x 1\nb: *x", 1, "an anchor")]
    [InlineData("a: 1\nb: *x", 2, "alias")]
    [InlineData("&x a: 1", 1, "an anchor")]
    [InlineData("a: !!int 1", 1, "a tag")]
    [InlineData("a: !ruby/object:Gem 1", 1, "a tag")]
    [InlineData("a: !!python/object/apply:os.system [id]", 1, "a tag")]
    [InlineData("!!map\na: 1", 1, "a tag")]
    [InlineData("a: 1\n---\nb: 2", 2, "second document")]
    [InlineData("a: 1\nb: 2\na: 3", 3, "comes twice")]
    [InlineData("a: {b: 1, b: 2}", 1, "comes twice")]
    [InlineData("\"a\": 1\na: 2", 2, "comes twice")]
    [InlineData("? [a]\n: b", 1, "a key is not a text")]
    [InlineData("? {a: b}\n: c", 1, "a key is not a text")]
    [InlineData("a: [1, 2", 1, "not valid YAML")]
    [InlineData("a: {b: 1", 1, "not valid YAML")]
    [InlineData("a: \"unfinished", 1, "not valid YAML")]
    [InlineData("a: b: c", 1, "not valid YAML")]
    [InlineData("a:\n\t- b", 1, "not valid YAML")]
    [InlineData("a: 1\n b: 2", 2, "not valid YAML")]
    [InlineData("a: @x", 1, "not valid YAML")]
    [InlineData("%YAML 9.9\n---\na: 1", 1, "not valid YAML")]
    public void What_is_not_one_plain_document_is_refused_with_its_line(string text, int line, string says)
    {
        var error = Assert.Throws<StateFileException>(() => YamlFile.Parse(text, "some/file.yaml"));
        Assert.Equal("some/file.yaml", error.File);
        Assert.Contains(says, error.Problem, StringComparison.Ordinal);
        Assert.InRange(error.Line, line, line + 1);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void A_file_of_more_than_a_mebibyte_is_refused_unread()
    {
        var error = Refused("a: '" + new string('x', 1 << 20) + "'");
        Assert.Contains("1 MiB", error.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
    }

    [Theory]
    [InlineData("[", "")]
    [InlineData("{a: ", "")]
    [InlineData("- ", "")]
    [InlineData("[", "]")]
    public void Ten_thousand_levels_are_refused_at_the_twentieth(string open, string close)
    {
        var text = "a:\n  " + string.Concat(Enumerable.Repeat(open, 10_000)) + string.Concat(Enumerable.Repeat(close, 10_000));
        var error = Quick(() => Refused(text));
        Assert.Contains("20 levels", error.Problem, StringComparison.Ordinal);
        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void Twenty_levels_are_read() =>
        Assert.Single(YamlFile.Parse("a: " + new string('[', 19) + new string(']', 19), "f").Items);

    [Fact]
    public void An_alias_bomb_does_not_go_off()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++)
        {
            text.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }
        Assert.Equal(1, Quick(() => Refused(text.ToString())).Line);
    }

    [Fact]
    public void A_mebibyte_of_keys_is_answered_at_once()
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < 1_000_000; i++)
        {
            text.Append(i).Append(":\n");
        }
        Assert.NotEmpty(Quick(() => Refused(text.ToString())).Remedy);
    }

    [Fact]
    public void A_hundred_thousand_list_items_are_answered_at_once()
    {
        var text = "name: a\ninit: [" + string.Concat(Enumerable.Repeat("x,", 100_000)) + "]";
        var error = Quick(() => Assert.Throws<StateFileException>(() => StateFile.Parse(text)));
        Assert.Equal("init", error.Key);
    }

    [Fact]
    public void Rubbish_is_refused_and_nothing_worse()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            AssertRefusedOrRead(() => StateFile.Parse(Encoding.UTF8.GetString(bytes)));
        }
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_or_read_and_nothing_worse()
    {
        for (var i = 0; i < StateFileTests.Full.Length; i++)
        {
            AssertRefusedOrRead(() => StateFile.Parse(StateFileTests.Full[..i]));
        }
    }

    [Fact]
    public void Mutated_files_are_refused_or_read_and_nothing_worse()
    {
        const string Alphabet = "[]{}:,-#&*!|>'\"%@`\\ \n\t\r\0~?=<.0a/\u0085\uFEFF\uD800é";
        var random = new Random(42);
        var pin = "url: https://example.test/x.git\ncommit: '" + new string('a', 40) + "'\nref: main\n";
        var refused = 0;
        for (var i = 0; i < 6000; i++)
        {
            var text = new StringBuilder((i % 4) switch { 0 => StateFileTests.Good, 1 => StateFileTests.Full, 2 => pin, _ => ComponentFileTests.Good });
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0:
                        text[at] = Alphabet[random.Next(Alphabet.Length)];
                        break;
                    case 1:
                        text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                        break;
                    case 2:
                        text.Remove(at, Math.Min(text.Length - at, random.Next(1, 8)));
                        break;
                    default:
                        text.Insert(at, text.ToString(random.Next(at + 1), Math.Min(random.Next(20), text.Length - at)));
                        break;
                }
                if (text.Length == 0)
                {
                    break;
                }
            }
            refused += AssertRefusedOrRead(() => _ = (i % 4) switch
            {
                0 or 1 => (object)StateFile.Parse(text.ToString()),
                2 => SiblingPin.Parse("x", text.ToString()),
                _ => ComponentFile.Parse("hello", text.ToString()),
            }) ? 1 : 0;
        }
        Assert.InRange(refused, 1000, 5999);
    }

    private static bool AssertRefusedOrRead(Action read)
    {
        try
        {
            read();
            return false;
        }
        catch (StateFileException error)
        {
            Assert.NotEmpty(error.File);
            Assert.NotEmpty(error.Remedy);
            Assert.True(error.Line >= 0);
            return true;
        }
    }

    private static StateFileException Refused(string text) => Assert.Throws<StateFileException>(() => YamlFile.Parse(text, "f"));

    // Far above what it takes, and far below what work that grows with the square would.
    private static T Quick<T>(Func<T> action)
    {
        var watch = Stopwatch.StartNew();
        var result = action();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"it took {watch.Elapsed}");
        return result;
    }
}
