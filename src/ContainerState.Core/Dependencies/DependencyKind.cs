namespace ContainerState.Dependencies;

/// <summary>How a dependency is kept in Git.</summary>
public enum DependencyKind
{
    /// <summary>A Git repository as a submodule.</summary>
    Submodule,

    /// <summary>A Git repository in a checkout next to the state repository.</summary>
    SideBySide,

    /// <summary>Debian packages, imported as one commit of the state repository itself.</summary>
    Debian,

    /// <summary>A Debian source package, unpacked, as one commit of the state repository itself.</summary>
    DebianSource,

    /// <summary>An archive, unpacked, as one commit of the state repository itself.</summary>
    Archive,

    /// <summary>The content of the Git LFS files of another dependency, as one commit of the state repository itself.</summary>
    LargeFiles,
}
