using System.Text.Json;
using ContainerState.Caches;
using ContainerState.Cli.Output;

namespace ContainerState.Cli.Views;

/// <summary>Shows what happened to a build result.</summary>
internal sealed class CacheEntryView : View<CacheEntry>
{
    /// <summary>The only instance.</summary>
    public static CacheEntryView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<CacheEntry>> Columns { get; } =
    [
        new("Component", entry => entry.Component),
        new("Key", entry => Plain.ShortId(entry.Key)),
        new("Tree", entry => Plain.ShortId(entry.Tree)),
        new("State", entry => entry.State.ToString(), entry => entry.State == CacheEntryState.Differs ? Tone.Bad : Tone.Plain),
        new("Verified", entry => entry.Verified ? "yes" : "no"),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, CacheEntry item)
    {
        json.WriteString("repository", item.Repository.Path);
        json.WriteString("remote", item.Remote);
        json.WriteString("component", item.Component);
        json.WriteString("key", item.Key);
        json.WriteString("tree", item.Tree);
        json.WriteString("state", item.State.ToString());
        json.WriteBoolean("verified", item.Verified);
    }
}
