namespace ContainerState.Errors;

/// <summary>A file whose SHA-256 is not the one that was asked for. Nothing of it was unpacked.</summary>
/// <param name="archive">The file's URL or name.</param>
/// <param name="expected">The digest that was asked for; 64 hexadecimal digits.</param>
/// <param name="actual">The digest that it has.</param>
public sealed class DigestMismatchException(string archive, string expected, string actual)
    : ContainerStateException(
        $"{Quoted.Text(archive)} has the SHA-256 {actual}, and not {expected}.",
        "Where it comes from may have changed it: compare with what its makers publish, and give that digest only if you trust the file.",
        archive)
{
    /// <summary>The file's URL or name.</summary>
    public string Archive { get; } = archive;

    /// <summary>The digest that was asked for.</summary>
    public string Expected { get; } = expected;

    /// <summary>The digest that it has.</summary>
    public string Actual { get; } = actual;
}
