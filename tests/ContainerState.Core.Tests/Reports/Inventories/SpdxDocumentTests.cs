using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContainerState.Reports.Inventories;

namespace ContainerState.Core.Tests.Reports.Inventories;

/// <summary>What SPDX 2.3 requires, and what is said in it.</summary>
public sealed partial class SpdxDocumentTests : InventoryTests
{
    [Fact]
    public async Task Each_package_says_what_is_known_of_it()
    {
        Fill();
        var document = await WriteAsync(InventoryFormat.Spdx);
        RequireValid(document);

        var packages = document.GetProperty("packages");
        var zlib = Named(packages, "zlib1g");
        Assert.Equal(("1.0-2+b1", "NOASSERTION", "GPL-2.0-or-later OR MIT"), (Text(zlib, "versionInfo"), Text(zlib, "downloadLocation"), Text(zlib, "licenseDeclared")));
        Assert.Contains("GPL-2+ or Expat", Text(zlib, "licenseComments"), StringComparison.Ordinal);
        Assert.Equal(("SHA256", new string('0', 64)), (Text(zlib.GetProperty("checksums")[0], "algorithm"), Text(zlib.GetProperty("checksums")[0], "checksumValue")));
        var reference = zlib.GetProperty("externalRefs")[0];
        Assert.Equal(("PACKAGE-MANAGER", "purl", "pkg:deb/debian/zlib1g@1.0-2%2Bb1?arch=amd64&distro=bookworm"), (Text(reference, "referenceCategory"), Text(reference, "referenceType"), Text(reference, "referenceLocator")));
        Assert.Equal("NOASSERTION", Text(Named(packages, "libstdc++6"), "licenseDeclared"));
        var library = Named(packages, "lib");
        Assert.Equal($"git+https://example.org/lib.git@{Text(library, "versionInfo")}", Text(library, "downloadLocation"));
        Assert.Equal("CONTAINER", Text(Named(packages, "web"), "primaryPackagePurpose"));
        Assert.DoesNotContain("secret", document.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_contains_dependencies_and_these_packages()
    {
        Fill();
        var document = await WriteAsync(InventoryFormat.Spdx);

        var names = document.GetProperty("packages").EnumerateArray().ToDictionary(one => Text(one, "SPDXID"), one => Text(one, "name"));
        names["SPDXRef-DOCUMENT"] = "document";
        Assert.Equal(
            [
                "document DESCRIBES web", "web CONTAINS base", "base CONTAINS libstdc++6", "base CONTAINS zlib1g", "web CONTAINS lib",
                "tools BUILD_TOOL_OF web", "tools CONTAINS gcc", "web OTHER unused", "unused CONTAINS a.tar",
            ],
            document.GetProperty("relationships").EnumerateArray().Select(one => $"{names[Text(one, "spdxElementId")]} {Text(one, "relationshipType")} {names[Text(one, "relatedSpdxElement")]}"));
    }

    [Fact]
    public async Task A_repository_without_dependencies_has_a_valid_one()
    {
        var document = await WriteAsync(InventoryFormat.Spdx);

        RequireValid(document);
        Assert.Equal("web", Text(Assert.Single(document.GetProperty("packages").EnumerateArray()), "name"));
    }

    [Fact]
    public async Task Names_from_a_bad_record_stay_text()
    {
        FillWithHarm();
        var document = await WriteAsync(InventoryFormat.Spdx);

        RequireValid(document);
        Named(document.GetProperty("packages"), "\u001b[2J\"},{");
        Assert.False(Named(document.GetProperty("packages"), "..").TryGetProperty("externalRefs", out _));
    }

    // Required members, forms and values of the specification, sections 6 to 11; its own schema requires less.
    private void RequireValid(JsonElement document)
    {
        Assert.Equal(("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT", $"web-{Repo.Head[..12]}"), (Text(document, "spdxVersion"), Text(document, "dataLicense"), Text(document, "SPDXID"), Text(document, "name")));
        Assert.True(Uri.TryCreate(Text(document, "documentNamespace"), UriKind.Absolute, out var space) && space.Fragment.Length == 0);
        var creation = document.GetProperty("creationInfo");
        Assert.Equal(Repo.Run("show", "--no-patch", "--format=%ct", "HEAD"), new DateTimeOffset(DateTime.ParseExact(Text(creation, "created"), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        Assert.Matches(@"\ATool: containerstate-\d+\.\d+\.\d+\z", Assert.Single(creation.GetProperty("creators").EnumerateArray()).GetString());
        var ids = new HashSet<string>(StringComparer.Ordinal) { "SPDXRef-DOCUMENT" };
        foreach (var package in document.GetProperty("packages").EnumerateArray())
        {
            Assert.Matches(Id(), Text(package, "SPDXID"));
            Assert.True(ids.Add(Text(package, "SPDXID")));
            Assert.NotEmpty(Text(package, "name"));
            Assert.NotEmpty(Text(package, "downloadLocation"));
            Assert.False(package.GetProperty("filesAnalyzed").GetBoolean());
            Assert.All(["licenseConcluded", "licenseDeclared", "copyrightText"], name => Assert.NotEmpty(Text(package, name)));
        }
        Assert.Empty(document.GetProperty("relationships").EnumerateArray().SelectMany(one => (string[])[Text(one, "spdxElementId"), Text(one, "relatedSpdxElement")]).Except(ids));
    }

    [GeneratedRegex(@"\ASPDXRef-[A-Za-z0-9.-]+\z", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
