using System.Globalization;
using System.Text;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Images;

public sealed class UnusualFilesTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Capability_owner_and_mode_of_the_metadata_are_on_the_server()
    {
        // vfs_cap_data of linux/capability.h, revision 2: cap_net_raw permitted and effective.
        var value = Convert.ToBase64String([1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        var repository = await WithComponentAsync(
            ("bin/ping", "ping\n"), ("bin/su", "su\n"), ("etc/secret", "secret\n"),
            (".containerstate/mtree", $"#mtree v2.0\n./bin/ping type=any mode=0755 xattr.security.capability={value}\n./bin/su type=any mode=06711 uid=33 gid=65535\n./etc/secret type=any mode=0\n./empty/below type=dir mode=01770 gid=8\n./etc type=dir uid=1\n"));

        var root = await UnpackAsync(repository, out var image);

        Assert.EndsWith("/bin/ping cap_net_raw=ep", (await Workbench.RunAsync("getcap", root + "/bin/ping")).Trim(), StringComparison.Ordinal);
        var entries = await ListedEntry.OfImageAsync(await image);
        Assert.Equal(new ListedEntry('-', Octal("6711"), 33, 65535, 3, ""), entries["bin/su"]);
        Assert.Equal(new ListedEntry('-', 0, 0, 0, 7, ""), entries["etc/secret"]);
        Assert.Equal(new ListedEntry('d', Octal("1770"), 0, 8, 0, ""), entries["empty/below"]);
        Assert.Equal(new ListedEntry('d', Octal("755"), 0, 0, 0, ""), entries["empty"]);
        Assert.Equal(new ListedEntry('d', Octal("755"), 1, 0, 0, ""), entries["etc"]);
        Assert.DoesNotContain(entries.Keys, path => path.StartsWith(".containerstate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_that_programs_stumble_over_are_on_the_server_as_they_are()
    {
        string[] names =
        [
            "ümläut.txt", "日本語", "e\u0301", "with space", " leading", "trailing ", "new\nline", "tab\there", "quote\"s", "apostrophe's", "back\\slash", "\\012",
            "-rf", "#hash", "a=b", "$HOME", "*", "?", "[x]", "~", "%s%n", "!", ";", "&", "\u0001", "\u007f", "\u202e", "\ufeffbom", "😀", new string('x', 255), new string('ä', 127), "con", "..a", "...",
        ];
        var mtree = new StringBuilder("#mtree v2.0\n");
        var files = new List<(string, string)>();
        foreach (var name in names)
        {
            files.Add(("names/" + name, "content of " + name));
            mtree.Append("./names/").AppendJoin("", Encoding.UTF8.GetBytes(name).Select(b => "\\" + Convert.ToString(b, 8).PadLeft(3, '0'))).Append(" type=any mode=0604\n");
        }
        var repository = await WithComponentAsync([.. files, (".containerstate/mtree", mtree.ToString())]);

        var root = await UnpackAsync(repository, out _);

        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.EnumerateFiles(root + "/names").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Equal("content of " + name, File.ReadAllText($"{root}/names/{name}")));
        Assert.All(names, name => Assert.Equal(Octal("604"), (int)File.GetUnixFileMode($"{root}/names/{name}")));
    }

    [Fact]
    public async Task Symbolic_links_lead_where_they_led_in_the_commit()
    {
        string[] targets = ["/etc/passwd", "../../../../etc", "nowhere", ".", "..", new string('a', 99), new string('b', 100), new string('c', 101), string.Join('/', Enumerable.Repeat("deep", 200)), "ümläut", "new\nline", " ", "\ufeffbom"];
        var repository = await WithComponentAsync(("file", "x"));
        Directory.CreateDirectory(repository + "/app/links");
        for (var i = 0; i < targets.Length; i++)
        {
            File.CreateSymbolicLink($"{repository}/app/links/{i}", targets[i]);
        }
        await Workbench.CommitAsync(repository);

        var root = await UnpackAsync(repository, out _);

        for (var i = 0; i < targets.Length; i++)
        {
            Assert.Equal(targets[i], new FileInfo($"{root}/links/{i}").LinkTarget);
        }
    }

    [Fact]
    public async Task Paths_of_every_length_and_depth_that_Linux_takes_are_on_the_server()
    {
        var files = new List<(string, string)> { ("empty", "") };
        foreach (var length in (int[])[99, 100, 101, 154, 155, 156, 254, 255, 256, 257, 511, 512, 513, 900])
        {
            var parts = string.Concat(Enumerable.Repeat("folder-of-twenty-ch/", length / 20));
            files.Add(($"long{length}/{parts}{new string('f', Math.Max(1, length - parts.Length))}", length.ToString(CultureInfo.InvariantCulture)));
        }
        files.Add((string.Concat(Enumerable.Range(0, 190).Select(i => $"{i}/")) + "file", "deep"));
        var repository = await WithComponentAsync([.. files]);

        var root = await UnpackAsync(repository, out _);

        Assert.All(files, file => Assert.Equal(file.Item2, File.ReadAllText($"{root}/{file.Item1}")));
    }

    [Fact]
    public async Task Ten_thousand_small_files_are_all_there()
    {
        var repository = await WithComponentAsync(("first", "1"));
        for (var i = 0; i < 10_000; i++)
        {
            var folder = Directory.CreateDirectory($"{repository}/app/many/{i % 100}").FullName;
            await File.WriteAllTextAsync($"{folder}/{i}", $"number {i}\n");
        }
        await Workbench.CommitAsync(repository);

        var root = await UnpackAsync(repository, out _);

        Assert.Equal(10_000, Directory.EnumerateFiles(root + "/many", "*", SearchOption.AllDirectories).Count());
        Assert.All(Enumerable.Range(0, 10_000), i => Assert.Equal($"number {i}\n", File.ReadAllText($"{root}/many/{i % 100}/{i}")));
    }

    private static int Octal(string text) => Convert.ToInt32(text, 8);

    private async Task<string> WithComponentAsync(params (string Path, string Text)[] files)
    {
        var repository = await bench.NewAsync();
        await Workbench.WriteAsync(repository, "components/app.yaml", "source: app\nto: /\nsetuid: [bin/*]\n");
        foreach (var (path, text) in files)
        {
            await Workbench.WriteAsync(repository, "app/" + path, text);
        }
        await Workbench.CommitAsync(repository);
        return repository;
    }

    private Task<string> UnpackAsync(string repository, out Task<BuiltImage> image)
    {
        var build = bench.BuildAsync(repository);
        image = build;
        return UnpackBuiltAsync();

        async Task<string> UnpackBuiltAsync()
        {
            await (await build).UnpackAsync(bench.At("root"));
            return bench.At("root");
        }
    }
}
