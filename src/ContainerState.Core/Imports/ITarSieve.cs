using System.Formats.Tar;

namespace ContainerState.Imports;

/// <summary>Decides by owner and content what of an archive goes into a tree.</summary>
internal interface ITarSieve
{
    /// <summary>Looks at an entry that the judge of paths keeps; a folder comes before what it holds.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Its path, without a slash in front.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>
    /// The content to keep: the entry's own stream, or one of known length that is good until the next entry; an empty one for
    /// what is no file; null to leave it out.
    /// </returns>
    Task<Stream?> PassAsync(TarEntry entry, string path, CancellationToken cancel);

    /// <summary>Says, once all was seen, what is to be taken out again.</summary>
    /// <returns>Paths of files.</returns>
    IReadOnlySet<string> Finish();
}
