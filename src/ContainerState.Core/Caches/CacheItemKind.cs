namespace ContainerState.Caches;

/// <summary>What builds and imports keep, to be faster the next time.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class CacheItemKind
{
    /// <summary>The output of a build step, by key.</summary>
    public const string Result = nameof(Result);

    /// <summary>Which server a commit gave, by commit.</summary>
    public const string Image = nameof(Image);

    /// <summary>An image in the host's store, by id: a server that can be started.</summary>
    public const string StoredImage = nameof(StoredImage);

    /// <summary>A tree as a filesystem for build containers, by tree.</summary>
    public const string Layer = nameof(Layer);

    /// <summary>What a build step said, by key.</summary>
    public const string Log = nameof(Log);

    /// <summary>The file of a Debian package that an import fetched, by SHA-256.</summary>
    public const string Package = nameof(Package);

    /// <summary>A list of Debian's packages that an import fetched, by SHA-256.</summary>
    public const string PackageList = nameof(PackageList);
}
