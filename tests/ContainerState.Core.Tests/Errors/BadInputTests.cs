using System.Globalization;
using System.Text;
using System.Text.Json;
using ContainerState.Contents;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Logs;
using ContainerState.Networks;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Errors;

/// <summary>Good input with bytes changed, taken out and put in: it is read, or refused as what it is. Nothing else may come of it.</summary>
/// <remarks>The files that operators write, tar archives and lists of metadata have such tests of their own, beside the others of theirs.</remarks>
public sealed class BadInputTests : IDisposable
{
    private const int Changed = 4000;

    private static readonly string[] Odd =
    [
        "\0", "\n", "\r", "\t", "\"", "'", "\\", "/", "..", "-", ":", ",", "{", "}", "[", "]", "=", " ", "%", "null", "true", "-1", "0", "1e999",
        "2147483648", "9223372036854775808", "\u001b[31m", "\u202e", "\\ud800", "é", new string('a', 5000), new string('[', 100), "\"a\":", "*", "::", "@",
    ];

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    public static TheoryData<string> Names => [.. Readers.Keys];

    // Good input, and what reads it. A reader that answers with null has refused it.
    private static readonly Dictionary<string, (string Good, Func<string, object?> Read)> Readers = new(StringComparer.Ordinal)
    {
        ["record of a server"] = (Record(), text => ServerRecord.Parse(text, "web") is { } record ? (record.Network.ToLines().ToList(), record.ToJson()) : null),
        ["record of an image"] = (ImageJson(), text => Json(() => ImageRecord.Read(Encoding.UTF8.GetBytes(text)) is { } record ? DefinitionJson.Write(record.Definition) : null)),
        ["record of an import"] = (ImportJson(), text => ImportRecord.Read(text) is { } record ? (record.Detail(), record.Write(), record.Packages().ToList()) : null),
        ["definition"] = (DefinitionJson.Write(StateFile.Parse(Definitions.StateFileTests.Full)), text => Json(() => DefinitionJson.Write(DefinitionJson.Read(text)))),
        ["definition, by key"] = (DefinitionJson.Write(StateFile.Parse(Definitions.StateFileTests.Full)), SettingChanges.Read),
        ["plan of apt"] = ("'http://example.test/a/b_1.0-1_amd64.deb' b_1.0-1_amd64.deb 1234 SHA256:00\nAfter this operation, 50.3 MB of additional disk space will be used.\n", AptPlan.Parse),
        ["InRelease"] = (Imports.ReleaseFileTests.Signed, text => ReleaseFile.Read(text, "http://mirror.test")),
        ["published port"] = ("127.0.0.1:8080:80", PublishedPort.Parse),
        ["egress"] = ("192.0.2.0/24:443", EgressTarget.Parse),
        ["log server"] = ("relp+tls://logs.example.test:6514", LogTarget.Parse),
        ["URL"] = ("https://user@example.test:8443/a/web.git", url => (GitUrl.Require(url), GitUrl.NameOf(url))),
        ["address of an archive"] = ("https://example.test/a/b-1.0.tar.gz", ArchiveLocation.Parse),
        ["pin of a repository beside"] = ("url: https://example.test/x.git\ncommit: '" + new string('a', 40) + "'\nref: main\n", text => SiblingPin.Parse("x", text)),
        ["pointer of Git LFS"] = ("version https://git-lfs.github.com/spec/v1\noid sha256:" + new string('a', 64) + "\nsize 12345\n", text => LargeFile.ReadPointer(Encoding.UTF8.GetBytes(text))),
        ["private key"] = ("-----BEGIN PRIVATE KEY-----\n" + new string('A', 200) + "\n-----END PRIVATE KEY-----\n", text => PrivateKeys.Find(Encoding.UTF8.GetBytes(text))),
        ["key store"] = (KeyStore(), text => Stable(Encoding.Latin1.GetBytes(text))),
        ["what a relay says of itself"] = ("2026 [v8] start\n2026 action 'log-server' suspended\n2026 cannot connect to logs:5514: Connection refused [v8.2302]\n", text => RelayLog.Read(text.Split('\n')).Fault),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Changed_input_is_read_or_refused_and_nothing_worse(string name)
    {
        var (good, read) = Readers[name];
        Assert.NotNull(read(good));
        var refused = Mutations(good, name).Count(text => !IsRead(read, text, name));
        // A reader that takes everything would make this a test that cannot fail.
        Assert.InRange(refused, 1, Changed + good.Length);
    }

    [Fact]
    public void A_changed_state_of_a_relay_is_read_or_passed_over()
    {
        var files = new RelayFiles(_temp.At("relay"));
        Directory.CreateDirectory(files.State);
        const string Good = """{"filename": "/spool/a/console", "strt_offs": 123, "curr_offs": 456, "prev_was_nl": 0}""";
        var passedOver = 0;
        foreach (var text in Mutations(Good, "state").Take(500))
        {
            File.WriteAllText(Path.Combine(files.State, "imfile-state:1:2"), text);
            passedOver += RelayState.Read(files).Count == 0 ? 1 : 0;
            RelayState.Rewind(files, _ => 0);
        }
        Assert.InRange(passedOver, 1, 499);
    }

    [Fact]
    public async Task A_changed_gitmodules_file_is_read_or_refused()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        const string Good = "[submodule \"a\"]\n\tpath = deps/a\n\turl = https://example.test/a.git\n\tbranch = main\n[submodule \"b\"]\n\tpath = deps/b\n\turl = ../b.git\n";
        using var store = GitStore.Open(repo.Path);
        var refused = 0;
        // A process each.
        foreach (var text in Mutations(Good, "gitmodules").Where((_, i) => i % 40 == 0))
        {
            var tree = repo.RawTree(("100644", ".gitmodules", repo.Blob(text)));
            try
            {
                await GitModules.ReadAsync(store, tree, TestContext.Current.CancellationToken);
            }
            catch (ContainerStateException fault)
            {
                AssertSays(fault, text);
                refused++;
            }
        }
        Assert.InRange(refused, 1, 99);
    }

    private static bool IsRead(Func<string, object?> read, string text, string name)
    {
        try
        {
            return read(text) is not null;
        }
        catch (ContainerStateException fault)
        {
            AssertSays(fault, text);
            return false;
        }
        catch (Exception fault)
        {
            Assert.Fail($"{name}: {fault.GetType().Name} for {JsonSerializer.Serialize(text.Length > 3000 ? text[..3000] : text)}\n{fault}");
            return false;
        }
    }

    private static void AssertSays(ContainerStateException fault, string text)
    {
        Assert.NotEmpty(fault.Message);
        Assert.True(fault.Message.All(c => !char.IsControl(c)), $"{fault.Message} for {text}");
        Assert.True(fault.Message.Length < 2000, "A message of " + fault.Message.Length.ToString(CultureInfo.InvariantCulture));
    }

    private static string? Stable(byte[] content) =>
        PrivateKeys.Find(content) is null && JavaKeyStore.Is(content) ? Convert.ToHexString(JavaKeyStore.WithFixedTimes(content) ?? content) : null;

    // Those who read these say that they are damaged when this comes.
    private static object? Json(Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Mutations(string good, string name)
    {
        var random = new Random(name.Sum(c => c));
        for (var end = 0; end < good.Length; end += 1 + (good.Length / 200))
        {
            yield return good[..end];
        }
        for (var i = 0; i < Changed; i++)
        {
            var text = new StringBuilder(good);
            for (var times = random.Next(1, 4); times > 0 && text.Length > 0; times--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(5))
                {
                    case 0:
                        text[at] = (char)random.Next(1, 256);
                        break;
                    case 1:
                        text.Insert(at, Odd[random.Next(Odd.Length)]);
                        break;
                    case 2:
                        text.Remove(at, Math.Min(text.Length - at, random.Next(1, 30)));
                        break;
                    case 3:
                        text.Insert(at, text.ToString(at, Math.Min(text.Length - at, random.Next(1, 60))));
                        break;
                    default:
                        ReplaceValue(text, at, Odd[random.Next(Odd.Length)]);
                        break;
                }
            }
            yield return text.ToString();
        }
    }

    // The value of the next key of a JSON text, or what stands up to the next comma of any other.
    private static void ReplaceValue(StringBuilder text, int at, string value)
    {
        var all = text.ToString();
        var begin = all.IndexOf(':', at) + 1;
        var end = begin == 0 ? -1 : all.IndexOfAny([',', '}', '\n'], begin);
        if (end > begin)
        {
            text.Remove(begin, end - begin).Insert(begin, value);
        }
    }

    private static string Record() => new ServerRecord
    {
        Format = 1,
        Name = "web",
        Boot = "b",
        Runtime = "Lxc",
        Image = TestImage.Web.Id,
        Commit = "",
        Slot = 3,
        Address = "10.83.0.5",
        FirstUserId = 65536,
        StartedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Definition = StateFile.Parse(Definitions.StateFileTests.Full),
        Network = NetworkAccess.Parse(["127.0.0.1:8080:80"], false, ["192.0.2.0/24:443"], ["192.0.2.53"], "blue"),
        Processes = new(new(5, 6), new(7, 8)),
    }.ToJson();

    private static string ImageJson() =>
        $$"""{"format":2,"id":"{{new string('a', 40)}}","commit":"","sha256":"{{new string('0', 64)}}","sizeBytes":4096,"layers":[{"id":"{{new string('b', 40)}}","sha256":"{{new string('0', 64)}}","sizeBytes":4096}],"createdUtc":"2026-01-02T03:04:05Z","sshServer":null,"objects":"x","definition":{{DefinitionJson.Write(StateFile.Parse(Definitions.StateFileTests.Full))}}}""";

    private static string ImportJson() =>
        new ImportRecord(DebianImport.Kind.Id, new Dictionary<string, string> { ["packages"] = "nginx", ["suite"] = "bookworm" }, [new("nginx", "1.22", "amd64", new string('0', 64))]).Write();

    // A Java key store, version 2, with one certificate: JDK's JavaKeyStore.engineStore says how one is laid out.
    private static string KeyStore() =>
        "\u00fe\u00ed\u00fe\u00ed\0\0\0\u0002\0\0\0\u0001\0\0\0\u0002\0\u0004root\0\0\u0001\u0090\0\0\0\0\0\u0005X.509\0\0\0\u0004\u0030\u0002\u0005\0" + new string('\u0001', 20);
}
