namespace ContainerState.Imports;

/// <summary>One of the lists that a suite has.</summary>
/// <param name="Path">Its path below the suite's folder, such as <c>main/binary-amd64/Packages</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Its digest; 64 hexadecimal digits.</param>
internal sealed record ReleaseIndex(string Path, long Size, string Sha256);
