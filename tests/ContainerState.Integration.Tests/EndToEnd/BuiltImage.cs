using System.Text.Json;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>What a build printed.</summary>
public sealed record BuiltImage(string Id, string Sha256, string Path, string Commit, bool Cached)
{
    public static BuiltImage Of(JsonElement json) => new(
        json.GetProperty("id").GetString()!,
        json.GetProperty("sha256").GetString()!,
        json.GetProperty("path").GetString()!,
        json.GetProperty("commit").GetString()!,
        json.GetProperty("cached").GetBoolean());

    /// <summary>What must be equal on every machine.</summary>
    public (string Id, string Sha256) Identity => (Id, Sha256);
}
