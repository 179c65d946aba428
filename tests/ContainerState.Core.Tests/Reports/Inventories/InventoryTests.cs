using System.Text;
using System.Text.Json;
using ContainerState.Core.Tests.Support;
using ContainerState.Imports;
using ContainerState.Reports.Inventories;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Reports.Inventories;

/// <summary>A repository with a dependency of each use, and what an inventory says of it.</summary>
public abstract class InventoryTests : IDisposable
{
    private readonly TempFolder _temp = new();

    protected InventoryTests() => Repo = TestRepo.MakeState(_temp.At("web"));

    private protected TestRepo Repo { get; }

    private protected TempFolder Temp => _temp;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _temp.Dispose();
    }

    /// <summary>Packages on the server, a toolchain, a library that is used, and an archive that is not.</summary>
    private protected void Fill()
    {
        Repo.Debian(_temp, "base", "zlib1g", "libstdc++6");
        Repo.Debian(_temp, "tools", "gcc");
        var library = TestRepo.Make(_temp.At("library"));
        library.Write("x", "x");
        Repo.Take(library, "lib", "https://example.org/lib.git");
        Repo.Import(_temp, "unused", new ImportRecord("archive", ImportRecord.ParametersOf(("archive", "https://me:secret@example.org/a.tar"), ("content", "source")), [new("a.tar", "", "", ImportedTrees.Digest)]).Write());
        Repo.Write("components/base.yaml", "source: deps/base\n");
        Repo.Write("components/app.yaml", "source: deps/lib\ntoolchain: deps/tools\nbuild: 'true'\n");
        Repo.Commit("components");
    }

    /// <summary>A record that tries to break what it is written into.</summary>
    private protected void FillWithHarm() => Repo.Import(
        _temp,
        "bad",
        """{"kind":"debian","parameters":{"suite":"x\"y","packages":"\u001b]0;owned\u0007"},"items":[{"name":"\u001b[2J\"},{","version":"\u202e\n1","architecture":"\u009b","sha256":"\"no"},{"name":"..","version":"..","architecture":"","sha256":"zz"}]}""");

    private protected Task<StateInventory> ReadAsync(string? reference = null, string? path = null) => StateInventories.ReadAsync(StateRepo.Locate(path ?? Repo.Path), reference, Cancel);

    private protected async Task<JsonElement> WriteAsync(string format)
    {
        var text = (await ReadAsync()).Write(format);
        Assert.All(Encoding.UTF8.GetBytes(text), letter => Assert.True(letter is 10 or >= 32 and < 127, $"{letter} in {text}"));
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private protected static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private protected static JsonElement Named(JsonElement list, string name) => Assert.Single(list.EnumerateArray(), one => Text(one, "name") == name);
}
