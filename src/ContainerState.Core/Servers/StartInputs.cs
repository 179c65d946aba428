using System.Text.RegularExpressions;
using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Networks;
using ContainerState.Volumes;

namespace ContainerState.Servers;

/// <summary>What the one who starts a server gives it, looked at before anything is done.</summary>
/// <param name="Network">Whom it reaches, and who reaches it.</param>
/// <param name="Secrets">Its secrets, by name. In no record, message or argument.</param>
/// <param name="Environment">Variables over those of state.yaml.</param>
internal sealed partial record StartInputs(
    NetworkAccess Network, IReadOnlyDictionary<string, Secret> Secrets, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The volumes that it has.</summary>
    public IReadOnlyList<VolumeUse> Volumes { get; init; } = [];

    private const int MostSecrets = 64;
    private const int MostVariables = 1000;

    /// <summary>The most that one secret holds, in bytes.</summary>
    public const int MostSecretBytes = 1 << 20;

    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="InvalidNameException">Something of it is not usable.</exception>
    public static StartInputs From(StartOptions options)
    {
        foreach (var (name, value) in options.Environment)
        {
            ContainerText.Variable(name, value);
        }
        Limit("environment", options.Environment.Count, MostVariables);
        Limit("secrets", options.Secrets.Count, MostSecrets);
        var secrets = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var (name, value) in options.Secrets)
        {
            if (!SecretName().IsMatch(name))
            {
                throw new InvalidNameException("secret", name, "a name of 1 to 64 letters, digits, dots, hyphens and underscores, not beginning with a dot or hyphen");
            }
            if (value.Length > MostSecretBytes)
            {
                throw new InvalidNameException("secret", name, "a value of at most 1 MiB");
            }
            secrets[name] = (options.SecretAccess.GetValueOrDefault(name) ?? new()).Over(value);
        }
        if (options.SecretAccess.Keys.FirstOrDefault(name => !options.Secrets.ContainsKey(name) && !options.SecretFiles.ContainsKey(name)) is { } unknown)
        {
            throw new InvalidNameException("secret", unknown, "one that has a value, since it has an owner or a mode");
        }
        // A supervisor's, of which only the file is known yet.
        options.SecretAccess.Values.ToList().ForEach(access => access.Over([]));
        var network = NetworkAccess.Parse(options.Publish, options.Egress, options.EgressTo, options.Dns, options.Group);
        return new(network, secrets, options.Environment) { Volumes = VolumeUse.ParseAll(options.Volumes) };
    }

    /// <summary>A definition with the variables over its own.</summary>
    public ServerDefinition Over(ServerDefinition definition)
    {
        if (Environment.Count == 0)
        {
            return definition;
        }
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in definition.Environment.Concat(Environment))
        {
            merged[name] = value;
        }
        return definition with { Environment = merged };
    }

    private static void Limit(string what, int count, int most)
    {
        if (count > most)
        {
            throw new InvalidNameException(what, $"{count} items", $"at most {most}");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\\z")]
    private static partial Regex SecretName();
}
