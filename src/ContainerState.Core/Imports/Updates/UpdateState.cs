namespace ContainerState.Imports.Updates;

/// <summary>How a dependency stands to what it could be updated to.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class UpdateState
{
    /// <summary>There is something newer; nothing was changed.</summary>
    public const string Outdated = nameof(Outdated);

    /// <summary>It was moved, and the commit that says so was made.</summary>
    public const string Updated = nameof(Updated);

    /// <summary>There is nothing newer.</summary>
    public const string UpToDate = nameof(UpToDate);

    /// <summary>It follows nothing: it stays until somebody says where it is to move.</summary>
    public const string Fixed = nameof(Fixed);

    /// <summary>The branch was rewritten or the tag was moved: it stays until somebody agrees to that.</summary>
    public const string Rewritten = nameof(Rewritten);
}
