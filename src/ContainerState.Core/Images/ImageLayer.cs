namespace ContainerState.Images;

/// <summary>One of the filesystems that an image is laid together from.</summary>
/// <param name="Id">Its name in the store: the id of its Git tree, and a suffix where the tree says the times of its files.</param>
/// <param name="Path">The file: a squashfs.</param>
/// <param name="Sha256">The SHA-256 of the file's bytes, as 64 hexadecimal digits.</param>
/// <param name="SizeBytes">The file's size in bytes.</param>
/// <param name="Verity">
/// The digest that the kernel's fs-verity holds the file to, as 64 hexadecimal digits; null where it was written without.
/// </param>
public sealed record ImageLayer(string Id, string Path, string Sha256, long SizeBytes, string? Verity = null)
{
    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
