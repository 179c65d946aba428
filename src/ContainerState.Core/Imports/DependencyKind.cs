namespace ContainerState.Imports;

/// <summary>How a dependency is kept in Git.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class DependencyKind
{
    /// <summary>A Git repository as a submodule.</summary>
    public const string Submodule = nameof(Submodule);

    /// <summary>A Git repository in a checkout next to the state repository.</summary>
    public const string SideBySide = nameof(SideBySide);

    /// <summary>Debian packages, imported as one commit of the state repository itself.</summary>
    public const string Debian = nameof(Debian);

    /// <summary>A Debian source package, unpacked, as one commit of the state repository itself.</summary>
    public const string DebianSource = nameof(DebianSource);

    /// <summary>An archive, unpacked, as one commit of the state repository itself.</summary>
    public const string Archive = nameof(Archive);

    /// <summary>The content of the Git LFS files of another dependency, as one commit of the state repository itself.</summary>
    public const string LargeFiles = nameof(LargeFiles);

    /// <summary>An import of a kind that this version does not know.</summary>
    public const string Unknown = nameof(Unknown);
}
