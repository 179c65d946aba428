namespace ContainerState.Reports.Inventories;

/// <summary>What a server has a dependency for.</summary>
public static class DependencyUse
{
    /// <summary>Files of it are on the server, or what was built from them.</summary>
    public const string Source = nameof(Source);

    /// <summary>It builds components, and nothing of it is placed on the server itself.</summary>
    public const string Toolchain = nameof(Toolchain);

    /// <summary>No component uses it.</summary>
    public const string None = nameof(None);
}
