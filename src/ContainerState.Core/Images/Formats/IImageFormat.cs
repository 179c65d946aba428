using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Images.Formats;

/// <summary>A form in which a filesystem is written to one file. The same content gives the same bytes, on any machine.</summary>
internal interface IImageFormat
{
    /// <summary>What a file's name ends with, the dot included.</summary>
    string Suffix { get; }

    /// <summary>Writes the file.</summary>
    /// <param name="content">What it holds.</param>
    /// <param name="file">The file; it must not be there. After an error it is not whole.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ObjectDamagedException">A blob does not hold what its id was made from.</exception>
    /// <exception cref="UnsafeTreeException">An entry cannot be written.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    Task WriteAsync(ImageContent content, string file, IProgress<StepProgress>? progress, CancellationToken cancel);
}
