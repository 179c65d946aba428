using System.Text.Json;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Imports.Packages;

namespace ContainerState.Reports.Inventories;

/// <summary>An inventory as SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/), in its form as JSON.</summary>
internal static class SpdxDocument
{
    private const string Unknown = "NOASSERTION";
    private const string Document = "SPDXRef-DOCUMENT";
    private const string Contains = "CONTAINS";

    /// <summary>Writes it into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, StateInventory inventory)
    {
        json.WriteString("spdxVersion", "SPDX-2.3");
        json.WriteString("dataLicense", "CC0-1.0");
        json.WriteString("SPDXID", Document);
        json.WriteString("name", $"{inventory.Name}-{CommitId.Short(inventory.Commit)}");
        json.WriteString("documentNamespace", InventoryIds.Urn(inventory, InventoryFormat.Spdx));
        json.WriteStartObject("creationInfo");
        // There has to be one, and a commit may say a moment that there is not.
        json.WriteString("created", InventoryText.Moment(inventory.CommittedUtc ?? DateTime.UnixEpoch));
        json.WriteStartArray("creators");
        json.WriteStringValue($"Tool: containerstate-{InventoryText.Version}");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("packages");
        WriteServer(json, inventory);
        foreach (var dependency in inventory.Dependencies)
        {
            WriteDependency(json, dependency);
            foreach (var package in dependency.Inner)
            {
                WritePackage(json, Id(InventoryIds.Of(package)), package);
            }
        }
        json.WriteEndArray();
        WriteRelationships(json, inventory);
    }

    private static void WriteServer(Utf8JsonWriter json, StateInventory inventory)
    {
        json.WriteStartObject();
        Begin(json, Id(InventoryIds.Server), inventory.Name, inventory.Commit, Unknown);
        json.WriteString("primaryPackagePurpose", "CONTAINER");
        json.WriteString("sourceInfo", $"The commit {inventory.Commit} of a state repository of ContainerState.");
        EndUnlicensed(json);
    }

    private static void WriteDependency(Utf8JsonWriter json, InventoryDependency found)
    {
        var (dependency, id) = (found.Dependency, Id(InventoryIds.Of(found.Dependency)));
        if (found.Itself is { } itself)
        {
            WritePackage(json, id, itself);
            return;
        }
        json.WriteStartObject();
        Begin(json, id, dependency.Name, dependency.Commit, Unknown);
        json.WriteString("sourceInfo", Told(dependency));
        EndUnlicensed(json);
    }

    private static void WritePackage(Utf8JsonWriter json, string id, StatePackage package)
    {
        json.WriteStartObject();
        Begin(json, id, package.Name, package.Version, package.Source.Length > 0 ? package.Source : Unknown);
        if (package.Kind is DependencyKind.Submodule or DependencyKind.SideBySide or DependencyKind.DebianSource)
        {
            json.WriteString("primaryPackagePurpose", "SOURCE");
        }
        else if (package.Kind == DependencyKind.Archive)
        {
            json.WriteString("primaryPackagePurpose", "ARCHIVE");
        }
        if (package.Sha256.Length > 0)
        {
            json.WriteStartArray("checksums");
            json.WriteStartObject();
            json.WriteString("algorithm", "SHA256");
            json.WriteString("checksumValue", package.Sha256);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        if (package.PackageUrl.Length > 0)
        {
            json.WriteStartArray("externalRefs");
            json.WriteStartObject();
            json.WriteString("referenceCategory", "PACKAGE-MANAGER");
            json.WriteString("referenceType", "purl");
            json.WriteString("referenceLocator", package.PackageUrl);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        var licence = SpdxLicence.Of(package.Licences);
        json.WriteString("licenseConcluded", Unknown);
        json.WriteString("licenseDeclared", licence.Length > 0 ? licence : Unknown);
        if (package.Licences.Count > 0)
        {
            json.WriteString("licenseComments", $"debian/copyright names for the files of its source: {string.Join("; ", package.Licences)}");
        }
        json.WriteString("copyrightText", Unknown);
        json.WriteEndObject();
    }

    private static void WriteRelationships(Utf8JsonWriter json, StateInventory inventory)
    {
        var server = Id(InventoryIds.Server);
        json.WriteStartArray("relationships");
        Relate(json, Document, "DESCRIBES", server);
        foreach (var found in inventory.Dependencies)
        {
            var id = Id(InventoryIds.Of(found.Dependency));
            switch (found.Use)
            {
                case DependencyUse.Source:
                    Relate(json, server, Contains, id);
                    break;
                case DependencyUse.Toolchain:
                    Relate(json, id, "BUILD_TOOL_OF", server);
                    break;
                default:
                    Relate(json, server, "OTHER", id, "The commit pins it, and no component uses it.");
                    break;
            }
            foreach (var package in found.Inner)
            {
                Relate(json, id, Contains, Id(InventoryIds.Of(package)));
            }
        }
        json.WriteEndArray();
    }

    private static void Relate(Utf8JsonWriter json, string one, string type, string other, string comment = "")
    {
        json.WriteStartObject();
        json.WriteString("spdxElementId", one);
        json.WriteString("relationshipType", type);
        json.WriteString("relatedSpdxElement", other);
        json.WriteKnown("comment", comment);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string id, string name, string version, string from)
    {
        json.WriteString("SPDXID", id);
        json.WriteString("name", name);
        json.WriteKnown("versionInfo", version);
        json.WriteString("downloadLocation", from);
        json.WriteBoolean("filesAnalyzed", value: false);
    }

    private static void EndUnlicensed(Utf8JsonWriter json)
    {
        json.WriteString("licenseConcluded", Unknown);
        json.WriteString("licenseDeclared", Unknown);
        json.WriteString("copyrightText", Unknown);
        json.WriteEndObject();
    }

    private static string Told(StateDependency dependency) =>
        $"{dependency.Kind} at {dependency.Path}{(dependency.Detail.Length > 0 ? $": {Withheld.FromUrls(dependency.Detail)}" : "")}";

    private static string Id(string id) => "SPDXRef-" + id;
}
