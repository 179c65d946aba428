using System.Text.Json;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Imports.Packages;

namespace ContainerState.Reports.Inventories;

/// <summary>An inventory as CycloneDX 1.6 (ECMA-424), in its form as JSON.</summary>
internal static class CycloneDxDocument
{
    /// <summary>Writes it into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, StateInventory inventory)
    {
        json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteString("serialNumber", InventoryIds.Urn(inventory, InventoryFormat.CycloneDx));
        json.WriteNumber("version", 1);
        WriteMetadata(json, inventory);
        json.WriteStartArray("components");
        foreach (var found in inventory.Dependencies)
        {
            WriteDependency(json, found);
            foreach (var package in found.Inner)
            {
                WritePackage(json, InventoryIds.Of(package), package, found);
            }
        }
        json.WriteEndArray();
        WriteDependencies(json, inventory);
    }

    private static void WriteMetadata(Utf8JsonWriter json, StateInventory inventory)
    {
        json.WriteStartObject("metadata");
        if (inventory.CommittedUtc is { } moment)
        {
            json.WriteString("timestamp", InventoryText.Moment(moment));
        }
        json.WriteStartObject("tools");
        json.WriteStartArray("components");
        Begin(json, "application", "", "containerstate", InventoryText.Version);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WritePropertyName("component");
        Begin(json, "container", InventoryIds.Server, inventory.Name, inventory.Commit);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDependency(Utf8JsonWriter json, InventoryDependency found)
    {
        var (dependency, id) = (found.Dependency, InventoryIds.Of(found.Dependency));
        if (found.Itself is { } itself)
        {
            WritePackage(json, id, itself, found);
            return;
        }
        Begin(json, dependency.Kind == DependencyKind.LargeFiles ? "data" : "platform", id, dependency.Name, dependency.Commit);
        WriteScope(json, found);
        WriteProperties(json, found, Withheld.FromUrls(dependency.Detail));
        json.WriteEndObject();
    }

    private static void WritePackage(Utf8JsonWriter json, string id, StatePackage package, InventoryDependency found)
    {
        Begin(json, "library", id, package.Name, package.Version);
        WriteScope(json, found);
        if (package.Sha256.Length > 0)
        {
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", "SHA-256");
            json.WriteString("content", package.Sha256);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        WriteLicences(json, package.Licences);
        json.WriteKnown("purl", package.PackageUrl);
        if (package.Source.Length > 0)
        {
            json.WriteStartArray("externalReferences");
            json.WriteStartObject();
            json.WriteString("type", package.Kind == DependencyKind.Archive ? "distribution" : "vcs");
            json.WriteString("url", package.Source);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        WriteProperties(json, found);
        json.WriteEndObject();
    }

    // One expression, or the names as they are told.
    private static void WriteLicences(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }
        json.WriteStartArray("licenses");
        if (SpdxLicence.Of(names) is { Length: > 0 } expression)
        {
            json.WriteStartObject();
            json.WriteString("expression", expression);
            json.WriteEndObject();
        }
        else
        {
            foreach (var name in names)
            {
                json.WriteStartObject();
                json.WriteStartObject("license");
                json.WriteString("name", name);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        }
        json.WriteEndArray();
    }

    private static void WriteScope(Utf8JsonWriter json, InventoryDependency found) =>
        json.WriteString("scope", found.Use == DependencyUse.Source ? "required" : "excluded");

    private static void WriteProperties(Utf8JsonWriter json, InventoryDependency found, string detail = "")
    {
        json.WriteStartArray("properties");
        Property("dependency", found.Dependency.Name);
        Property("kind", found.Dependency.Kind);
        Property("use", found.Use);
        if (detail.Length > 0)
        {
            Property("detail", detail);
        }
        json.WriteEndArray();

        void Property(string name, string value)
        {
            json.WriteStartObject();
            json.WriteString("name", "containerstate:" + name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }
    }

    private static void WriteDependencies(Utf8JsonWriter json, StateInventory inventory)
    {
        json.WriteStartArray("dependencies");
        Relate(InventoryIds.Server, inventory.Dependencies.Select(found => InventoryIds.Of(found.Dependency)));
        foreach (var found in inventory.Dependencies)
        {
            Relate(InventoryIds.Of(found.Dependency), found.Inner.Select(InventoryIds.Of));
        }
        json.WriteEndArray();

        void Relate(string one, IEnumerable<string> others)
        {
            json.WriteStartObject();
            json.WriteString("ref", one);
            json.WriteStartArray("dependsOn");
            foreach (var other in others)
            {
                json.WriteStringValue(other);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void Begin(Utf8JsonWriter json, string type, string id, string name, string version)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteKnown("bom-ref", id);
        json.WriteString("name", name);
        json.WriteKnown("version", version);
    }
}
