namespace ContainerState.Imports;

/// <summary>A file or folder that maintainer scripts made and that an import left out.</summary>
/// <param name="Path">Its path without a slash in front; a folder's with a slash behind.</param>
/// <param name="Reason">What it is, and so why it stays out.</param>
public sealed record LeftOutItem(string Path, string Reason)
{
    /// <summary>The path, and why it was left out.</summary>
    public override string ToString() => $"{Path}: {Reason}";
}
