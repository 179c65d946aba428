using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Definitions;

public sealed class ComponentFileTests
{
    internal const string Good = """
        # components/hello.yaml
        source: deps/hello          # a path in this repository
        build: make -j$JOBS && make install DESTDIR=$OUT
        toolchain: deps/toolchain   # the root filesystem that the build runs in
        needs: [zlib]               # components whose output is laid over the toolchain
        to: /                       # where the output lands on the server
        keep: ["usr/bin/**"]        # which of it; everything when left out
        """;

    [Fact]
    public void The_example_of_the_design_is_read()
    {
        var component = ComponentFile.Parse("hello", Good);
        Assert.Equal(("hello", "deps/hello", "deps/toolchain", "/", 2), (component.Name, component.Source, component.Toolchain, component.To, component.SourceLine));
        Assert.Equal("make -j$JOBS && make install DESTDIR=$OUT", component.Build);
        Assert.Equal(["zlib"], component.Needs);
        Assert.Equal(["usr/bin/**"], component.Keep);
        Assert.Empty(component.Overrides);
        Assert.Equal("components/hello.yaml", component.File);
    }

    [Fact]
    public void A_source_alone_is_enough()
    {
        var component = ComponentFile.Parse("x", "source: app");
        Assert.Equal(("app", null, null, "/"), (component.Source, component.Build, component.Toolchain, component.To));
        Assert.Empty(component.Needs);
        Assert.Empty(component.Keep);
    }

    [Theory]
    [InlineData("to: /", 1, "source")]
    [InlineData("source:", 1, "source")]
    [InlineData("source: ''", 1, "source")]
    [InlineData("source: [a]", 1, "source")]
    [InlineData("source: /etc", 1, "source")]
    [InlineData("source: .", 1, "source")]
    [InlineData("source: ..", 1, "source")]
    [InlineData("source: a/../../b", 1, "source")]
    [InlineData("source: a//b", 1, "source")]
    [InlineData("source: a/", 1, "source")]
    [InlineData("source: 'a\\b'", 1, "source")]
    [InlineData("source: \"a\\nb\"", 1, "source")]
    [InlineData("source: \"a\\0b\"", 1, "source")]
    [InlineData("source: a\nsorce: b", 2, "sorce")]
    [InlineData("source: a\nto: srv", 2, "to")]
    [InlineData("source: a\nto: /srv/", 2, "to")]
    [InlineData("source: a\nto: /srv/../etc", 2, "to")]
    [InlineData("source: a\nto: \"/srv\\n\"", 2, "to")]
    [InlineData("source: a\nto: ''", 2, "to")]
    [InlineData("source: a\nto: [/]", 2, "to")]
    [InlineData("source: a\nkeep: usr", 2, "keep")]
    [InlineData("source: a\nkeep: ['']", 2, "keep[0]")]
    [InlineData("source: a\nkeep: [/usr]", 2, "keep[0]")]
    [InlineData("source: a\nkeep: [../x]", 2, "keep[0]")]
    [InlineData("source: a\nkeep: [usr/../x]", 2, "keep[0]")]
    [InlineData("source: a\nkeep: [usr/]", 2, "keep[0]")]
    [InlineData("source: a\nkeep: [[x]]", 2, "keep[0]")]
    [InlineData("source: a\nneeds: [x]", 2, "needs")]
    [InlineData("source: a\ntoolchain: t", 2, "toolchain")]
    [InlineData("source: a\nbuild: make", 2, "build")]
    [InlineData("source: a\nbuild: [make]", 2, "build")]
    [InlineData("source: a\nbuild: make\ntoolchain: /t", 3, "toolchain")]
    [InlineData("source: a\nbuild: make\ntoolchain: t\nneeds: x", 4, "needs")]
    [InlineData("source: a\nbuild: make\ntoolchain: t\nneeds: [../x]", 4, "needs[0]")]
    [InlineData("source: a\noverrides: [-x]", 2, "overrides[0]")]
    [InlineData("source: a\noverrides: [a/b]", 2, "overrides[0]")]
    [InlineData("source: a\noverrides: {a: b}", 2, "overrides")]
    public void A_mistake_names_line_and_key(string text, int line, string key)
    {
        var error = Assert.Throws<StateFileException>(() => ComponentFile.Parse("hello", text));
        Assert.Equal(("components/hello.yaml", line, key), (error.File, error.Line, error.Key));
        Assert.Matches(@"\w.*[.?]\z", error.Remedy);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData(".x")]
    [InlineData("x.")]
    [InlineData("a..b")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    [InlineData("x.lock")]
    [InlineData("x.YAML")]
    [InlineData("rootfs")]
    public void A_file_whose_name_is_no_component_is_refused(string name)
    {
        var error = Assert.Throws<StateFileException>(() => ComponentFile.Parse(name, "source: a"));
        Assert.StartsWith("Rename the file", error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Theory]
    [InlineData("deps/x", "/", "usr/bin/**")]
    [InlineData("it's", "/a b", "-x")]
    [InlineData("123", "/1: #x", "*.{a}")]
    [InlineData("null", "/~", "true")]
    [InlineData("a: b", "/&x", "!x")]
    public void What_is_written_is_read_back(string source, string to, string glob)
    {
        var component = ComponentFile.Parse("x", ComponentFile.Write(source, to, [glob]));
        Assert.Equal((source, to), (component.Source, component.To));
        Assert.Equal([glob], component.Keep);
    }

    [Fact]
    public void A_sibling_pin_is_read_back()
    {
        var pin = new SiblingPin("tools", "git@host:a/it's.git", new string('a', 40), "release/1.0");
        Assert.Equal(pin, SiblingPin.Parse("tools", pin.Write()));
        var numbers = pin with { Commit = new string('1', 40), Ref = "" };
        Assert.Equal(numbers, SiblingPin.Parse("tools", numbers.Write()));
    }

    [Theory]
    [InlineData("commit: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1, "url")]
    [InlineData("url: https://x/y", 1, "commit")]
    [InlineData("url: https://x/y\ncommit: main", 2, "commit")]
    [InlineData("url: https://x/y\ncommit: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 2, "commit")]
    [InlineData("url: https://x/y\ncommit: ../../../../../../../../../../../../../x", 2, "commit")]
    [InlineData("commit: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nurl: --upload-pack=x", 2, "url")]
    [InlineData("commit: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nurl: ext::sh -c id", 2, "url")]
    [InlineData("commit: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nurl: https://x/y\nreff: x", 3, "reff")]
    [InlineData("commit: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nurl: https://x/y\nref: [x]", 3, "ref")]
    public void A_bad_sibling_pin_names_line_and_key(string text, int line, string key)
    {
        var error = Assert.Throws<StateFileException>(() => SiblingPin.Parse("tools", text));
        Assert.Equal(("deps/tools.yaml", line, key), (error.File, error.Line, error.Key));
        Assert.NotEmpty(error.Remedy);
    }
}
