using System.Text.Json;
using ContainerState.Caches;
using ContainerState.Cli.Output;

namespace ContainerState.Cli.Views;

/// <summary>Shows an item that builds kept.</summary>
internal sealed class CacheItemView : View<CacheItem>
{
    /// <summary>The only instance.</summary>
    public static CacheItemView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<CacheItem>> Columns { get; } =
    [
        new("Kind", item => item.Kind.ToString()),
        new("Name", item => Plain.ShortId(item.Name)),
        new("Component", item => item.Component),
        new("Size", item => Plain.Size(item.SizeBytes), Right: true),
        new("Used", item => item.LastUsedUtc.ToString("yyyy-MM-dd HH:mm'Z'")),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, CacheItem item)
    {
        json.WriteString("repository", item.Repository.Path);
        json.WriteString("kind", item.Kind.ToString());
        json.WriteString("name", item.Name);
        json.WriteString("component", item.Component);
        json.WriteNumber("sizeBytes", item.SizeBytes);
        json.WriteString("lastUsedUtc", item.LastUsedUtc);
    }
}
