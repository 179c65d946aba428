using System.Text.Json;
using ContainerState.Core.Tests.Support;
using ContainerState.Reports.Inventories;

namespace ContainerState.Core.Tests.Reports.Inventories;

/// <summary>What CycloneDX 1.6 requires, and what is said in it.</summary>
public sealed class CycloneDxDocumentTests : InventoryTests
{
    private static readonly string[] Types = ["application", "container", "data", "library", "platform"];

    [Fact]
    public async Task Each_component_says_what_is_known_of_it()
    {
        Fill();
        var document = await WriteAsync(InventoryFormat.CycloneDx);
        RequireValid(document);

        var components = document.GetProperty("components");
        var zlib = Named(components, "zlib1g");
        Assert.Equal(("library", "1.0-2+b1", "required", "pkg:deb/debian/zlib1g@1.0-2%2Bb1?arch=amd64&distro=bookworm"), (Text(zlib, "type"), Text(zlib, "version"), Text(zlib, "scope"), Text(zlib, "purl")));
        Assert.Equal("GPL-2.0-or-later OR MIT", Text(zlib.GetProperty("licenses")[0], "expression"));
        Assert.Equal(("SHA-256", new string('0', 64)), (Text(zlib.GetProperty("hashes")[0], "alg"), Text(zlib.GetProperty("hashes")[0], "content")));
        var library = Named(components, "lib");
        Assert.Equal(("vcs", $"git+https://example.org/lib.git@{Text(library, "version")}"), (Text(library.GetProperty("externalReferences")[0], "type"), Text(library.GetProperty("externalReferences")[0], "url")));
        Assert.Equal(["excluded", "excluded"], [Text(Named(components, "gcc"), "scope"), Text(Named(components, "a.tar"), "scope")]);
        Assert.Contains("containerstate:use Toolchain", Named(components, "tools").GetProperty("properties").EnumerateArray().Select(one => $"{Text(one, "name")} {Text(one, "value")}"));
        Assert.DoesNotContain("secret", document.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_depends_on_dependencies_and_these_on_packages()
    {
        Fill();
        var document = await WriteAsync(InventoryFormat.CycloneDx);

        var names = document.GetProperty("components").EnumerateArray().Append(document.GetProperty("metadata").GetProperty("component")).ToDictionary(one => Text(one, "bom-ref"), one => Text(one, "name"));
        Assert.Equal(
            ["web: base, lib, tools, unused", "base: libstdc++6, zlib1g", "lib: ", "tools: gcc", "unused: a.tar"],
            document.GetProperty("dependencies").EnumerateArray().Select(one => $"{names[Text(one, "ref")]}: {string.Join(", ", one.GetProperty("dependsOn").EnumerateArray().Select(other => names[other.GetString()!]))}"));
    }

    [Fact]
    public async Task A_licence_that_is_not_certain_keeps_its_name()
    {
        Repo.Import(
            Temp,
            "base",
            """{"kind":"debian","parameters":{"suite":"x"},"items":[{"name":"perl","version":"5","architecture":"all","sha256":""}]}""",
            ("usr/share/doc/perl/copyright", "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-1+ or Artistic\n\nFiles: b\nLicense: Expat\n"));

        var licences = Named((await WriteAsync(InventoryFormat.CycloneDx)).GetProperty("components"), "perl").GetProperty("licenses");

        Assert.Equal(["Expat", "GPL-1+ or Artistic"], licences.EnumerateArray().Select(one => Text(one.GetProperty("license"), "name")));
    }

    [Fact]
    public async Task A_repository_without_dependencies_has_a_valid_one()
    {
        var document = await WriteAsync(InventoryFormat.CycloneDx);

        RequireValid(document);
        Assert.Equal(0, document.GetProperty("components").GetArrayLength());
    }

    [Fact]
    public async Task Names_from_a_bad_record_stay_text()
    {
        FillWithHarm();
        var document = await WriteAsync(InventoryFormat.CycloneDx);

        RequireValid(document);
        Named(document.GetProperty("components"), "\u001b[2J\"},{");
        Assert.Equal("", Text(Named(document.GetProperty("components"), ".."), "purl"));
    }

    // Required members, forms and values of the published schema.
    private void RequireValid(JsonElement document)
    {
        Assert.Equal(("CycloneDX", "1.6", 1), (Text(document, "bomFormat"), Text(document, "specVersion"), document.GetProperty("version").GetInt32()));
        Assert.Matches(@"\Aurn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\z", Text(document, "serialNumber"));
        var metadata = document.GetProperty("metadata");
        Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z", Text(metadata, "timestamp"));
        Assert.Equal((Repo.Head, "web"), (Text(metadata.GetProperty("component"), "version"), Text(metadata.GetProperty("component"), "name")));
        var ids = new HashSet<string>(StringComparer.Ordinal) { Text(metadata.GetProperty("component"), "bom-ref") };
        foreach (var component in document.GetProperty("components").EnumerateArray())
        {
            Assert.Contains(Text(component, "type"), Types);
            Assert.NotEmpty(Text(component, "name"));
            Assert.True(ids.Add(Text(component, "bom-ref")));
            Assert.Contains(Text(component, "scope"), (string[])["required", "excluded"]);
            Assert.All(component.TryGetProperty("hashes", out var hashes) ? hashes.EnumerateArray() : [], hash => Assert.Matches(@"\A[0-9a-f]{64}\z", Text(hash, "content")));
        }
        Assert.Empty(document.GetProperty("dependencies").EnumerateArray().SelectMany(one => one.GetProperty("dependsOn").EnumerateArray().Select(other => other.GetString()!).Prepend(Text(one, "ref"))).Except(ids));
    }
}
