namespace ContainerState.Contents;

/// <summary>The kinds of things in which images differ.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class DifferenceKind
{
    /// <summary>The image as a whole: the trees differ in nothing that is on a server, or one is not here to look at.</summary>
    public const string Image = nameof(Image);

    /// <summary>The commit that a dependency is pinned to.</summary>
    public const string Dependency = nameof(Dependency);

    /// <summary>A component: its file, the commit that its source or toolchain is from, or its files.</summary>
    public const string Component = nameof(Component);

    /// <summary>A package that an import brought.</summary>
    public const string Package = nameof(Package);

    /// <summary>What state.yaml says of the server.</summary>
    public const string Setting = nameof(Setting);

    /// <summary>What the start of a server has added.</summary>
    public const string Start = nameof(Start);

    /// <summary>A file or link, or a folder by itself.</summary>
    public const string File = nameof(File);
}
