namespace ContainerState.Imports;

/// <summary>One change of .gitmodules.</summary>
/// <param name="Name">The submodule's name.</param>
/// <param name="Key">The key to write; null to take the whole submodule out.</param>
/// <param name="Value">Its value; null to take the key out.</param>
internal sealed record ModuleEdit(string Name, string? Key, string? Value)
{
    /// <summary>What adds a submodule.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">Its path.</param>
    /// <param name="url">Its URL.</param>
    /// <param name="more">More keys and their values; those without a value are left out.</param>
    public static IReadOnlyList<ModuleEdit> Adding(string name, string path, string url, params IEnumerable<(string Key, string? Value)> more) =>
        [.. ((IEnumerable<(string Key, string? Value)>)[("path", path), ("url", url), .. more]).Where(pair => pair.Value is not null).Select(pair => new ModuleEdit(name, pair.Key, pair.Value))];
}
