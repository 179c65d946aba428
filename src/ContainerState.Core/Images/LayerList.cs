using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>The layers of a server, as its tree says them.</summary>
internal static class LayerList
{
    /// <summary>Where a server's tree says its layers, bottom first. It is not placed on the server.</summary>
    public const string Path = TreeMetadata.Folder + "/layers.json";

    /// <summary>The folder of a server's tree that has the layers' trees, by number, so that Git keeps them with it.</summary>
    public const string Folder = TreeMetadata.Folder + "/layers";

    /// <summary>The layers that a tree says, bottom first.</summary>
    /// <exception cref="UnsafeTreeException">It says none, or others than it has.</exception>
    public static IReadOnlyList<LayerTree> Read(GitStore store, string tree, string where)
    {
        try
        {
            var layers = store.ReadText(tree, Path) is { } text ? JsonSerializer.Deserialize(text, LayerListJson.Default.LayersFile)?.Layers : null;
            if (layers is { Count: > 0 } && layers.Select((layer, number) => store.Find(tree, $"{Folder}/{number}")?.Id == layer?.Tree).All(same => same) && layers.All(layer => layer is not null))
            {
                return layers;
            }
        }
        catch (JsonException)
        {
            // The same answer as for one that says none.
        }
        throw new UnsafeTreeException(where, Path, "it does not say the layers that the tree has");
    }

    /// <summary>The file, as bytes.</summary>
    public static byte[] Write(IReadOnlyList<LayerTree> layers) => JsonSerializer.SerializeToUtf8Bytes(new LayersFile(layers), LayerListJson.Default.LayersFile);

    /// <summary>The SHA-256 of an image: over its layers' names and digests, bottom first, a line each.</summary>
    public static string Digest(IEnumerable<(string Id, string Sha256)> layers) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(layers.Select(layer => $"{layer.Id} {layer.Sha256}\n")))));
}

/// <summary>The file of <see cref="LayerList.Path"/>.</summary>
/// <param name="Layers">The layers, bottom first.</param>
internal sealed record LayersFile(IReadOnlyList<LayerTree> Layers);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n", RespectNullableAnnotations = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(LayersFile))]
internal sealed partial class LayerListJson : JsonSerializerContext;
