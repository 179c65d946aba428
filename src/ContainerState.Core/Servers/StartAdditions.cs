using ContainerState.Contents;
using ContainerState.Definitions;

namespace ContainerState.Servers;

/// <summary>What the start of a server has added to what its image says.</summary>
internal static class StartAdditions
{
    private const string Variables = "environment.";

    /// <summary>Those of what was not started.</summary>
    public static IReadOnlyDictionary<string, StartAddition> None { get; } = new Dictionary<string, StartAddition>(StringComparer.Ordinal);

    /// <summary>All of it, by what people call it. Secrets are in no record, so that nobody can tell them.</summary>
    /// <param name="server">The server.</param>
    /// <param name="definition">The definition of its image, as JSON.</param>
    public static IReadOnlyDictionary<string, StartAddition> Of(EphemeralServer server, string definition)
    {
        var found = new Dictionary<string, StartAddition>(StringComparer.Ordinal);
        if (server.Network.Egress)
        {
            found["egress all"] = new("", IsShown: true);
        }
        foreach (var line in server.Network.ToLines())
        {
            found[line] = new("", IsShown: true);
        }
        foreach (var volume in server.Volumes)
        {
            found["volume " + volume.Volume] = new(volume.Path, IsShown: true);
        }
        var own = SettingChanges.Read(definition);
        foreach (var (key, value) in server.Definition is { } now ? SettingChanges.Read(DefinitionJson.Write(now)) : own)
        {
            if (key.StartsWith(Variables, StringComparison.Ordinal) && own.GetValueOrDefault(key) != value)
            {
                found["variable " + key[Variables.Length..]] = new(value, IsShown: false);
            }
        }
        return found;
    }
}
