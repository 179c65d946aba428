using System.Text.Json;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Imports;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary><c>containerstate repo inventory</c> and <c>containerstate dependency list --packages</c></summary>
public sealed class InventoryCommandTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Packages_of_a_real_import_are_those_that_Debian_says()
    {
        var repository = await SharedImports.RepositoryAsync(SharedImports.Toolchain);

        var packages = (await bench.Program.RunAsync("--json", "dependency", "list", "--packages", "--repo", repository)).Objects;

        // The package database of the import itself is the other witness.
        var status = await Workbench.GitAsync(repository, "show", "deps/toolchain:var/lib/dpkg/status");
        var installed = status.Split("\n\n").Select(Fields).Where(fields => fields.GetValueOrDefault("Status") == "install ok installed")
            .Select(fields => $"{fields["Package"]} {fields["Version"]} {fields["Architecture"]}").Order(StringComparer.Ordinal);
        Assert.Equal(installed, packages.Select(one => $"{Text(one, "name")} {Text(one, "version")} {Text(one, "architecture")}").Order(StringComparer.Ordinal));
        Assert.All(packages, one => Assert.Matches("^[0-9a-f]{64}$", Text(one, "sha256")));
        Assert.Contains("GPL-2+", Assert.Single(packages, one => Text(one, "name") == "dpkg").GetProperty("licences").EnumerateArray().Select(name => name.GetString()));
        Assert.InRange(packages.Count(one => one.GetProperty("licences").GetArrayLength() > 0), packages.Count / 4, packages.Count);
    }

    [Fact]
    public async Task Documents_of_a_real_import_have_all_its_packages_and_one_text()
    {
        var repository = await SharedImports.RepositoryAsync(SharedImports.Toolchain);
        var count = (await bench.Program.RunAsync("--json", "dependency", "list", "--packages", "--repo", repository)).Objects.Count;

        var spdx = await bench.Program.RunAsync("repo", "inventory", "--repo", repository);
        var cyclone = await bench.Program.RunAsync("repo", "inventory", "--format", "cyclonedx", "--repo", repository);

        Assert.True(spdx.ExitCode == 0 && cyclone.ExitCode == 0, spdx.Error + cyclone.Error);
        using var packages = JsonDocument.Parse(spdx.Output);
        using var components = JsonDocument.Parse(cyclone.Output);
        Assert.Equal(count + 2, packages.RootElement.GetProperty("packages").GetArrayLength());
        Assert.Equal(count + 1, components.RootElement.GetProperty("components").GetArrayLength());
        Assert.Equal(spdx.Output, (await bench.Program.RunAsync("repo", "inventory", "--repo", repository)).Output);
    }

    [Fact]
    public async Task A_document_goes_to_standard_output_on_one_line_or_to_a_file()
    {
        var repository = await bench.NewAsync();

        var line = await bench.Program.RunAsync("--json", "repo", "inventory", "--repo", repository);
        var written = await bench.DoAsync("repo", "inventory", "--output", "web.json", "--format", "CycloneDX", "--repo", repository);

        Assert.Equal("SPDX-2.3", Text(Assert.Single(line.Objects), "spdxVersion"));
        Assert.Equal((bench.At("web.json"), "CycloneDx", "web"), (Text(written, "file"), Text(written, "format"), Text(written, "name")));
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(bench.At("web.json")));
        Assert.Equal("CycloneDX", Text(document.RootElement, "bomFormat"));
    }

    [Fact]
    public async Task Mistakes_say_what_to_do()
    {
        var repository = await bench.NewAsync();
        var empty = Directory.CreateDirectory(bench.At("empty")).FullName;
        await Workbench.GitAsync(empty, "init", "--quiet");

        await bench.Program.FailAsync(3, "InvalidName", "repo", "inventory", "--format", "xml", "--repo", repository);
        await bench.Program.FailAsync(3, "InvalidName", "repo", "inventory", "--output", "web.txt", "--repo", repository);
        var nothing = await bench.Program.FailAsync(3, "NotARepository", "repo", "inventory", "--repo", empty);
        Assert.NotEqual("", Text(nothing, "remedy"));
    }

    [Fact]
    public async Task Names_of_a_record_do_nothing_to_a_terminal()
    {
        var repository = await bench.NewAsync();
        await Workbench.WriteAsync(repository, ".containerstate/import.json", """{"kind":"debian","parameters":{"suite":"x"},"items":[{"name":"\u001b]0;owned\u0007","version":"\u001b[2J","architecture":"\u009b2J","sha256":""}]}""");
        var made = await Workbench.CommitAsync(repository);
        await Workbench.GitAsync(repository, "branch", "deps/bad");
        await Workbench.GitAsync(repository, "reset", "--quiet", "--hard", "HEAD~1");
        await Workbench.GitAsync(repository, "update-index", "--add", "--cacheinfo", $"160000,{made},deps/bad");
        await Workbench.GitAsync(repository, "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", "Pin it");

        var listed = await bench.Program.RunAsync("dependency", "list", "--packages", "--repo", repository);
        var document = await bench.Program.RunAsync("repo", "inventory", "--repo", repository);

        Assert.Contains("owned", listed.Output, StringComparison.Ordinal);
        Assert.Contains("owned", document.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(listed.Output + document.Output, c => char.IsControl(c) && c != '\n');
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static Dictionary<string, string> Fields(string paragraph)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in paragraph.Split('\n'))
        {
            if (line.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 && line[0] != ' ')
            {
                fields.TryAdd(line[..colon], line[(colon + 2)..]);
            }
        }
        return fields;
    }
}
