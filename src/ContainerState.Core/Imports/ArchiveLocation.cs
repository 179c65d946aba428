using System.Text.RegularExpressions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Imports;

/// <summary>Where an archive is, and what it is called.</summary>
internal sealed partial class ArchiveLocation
{
    private ArchiveLocation(Uri? url, string path, string title, string fileName)
    {
        Url = url;
        Path = path;
        Title = title;
        FileName = fileName;
    }

    /// <summary>Its URL; null for a file.</summary>
    public Uri? Url { get; }

    /// <summary>The file's path; empty for a URL.</summary>
    public string Path { get; }

    /// <summary>
    /// What is kept in Git of where it came from: the URL without its query, in which keys are often handed over, or the
    /// file's name without its folder, which is one of this machine.
    /// </summary>
    public string Title { get; }

    /// <summary>The name of the file.</summary>
    public string FileName { get; }

    /// <summary>A dependency's name: the file's, without what says how it is packed.</summary>
    public string DefaultName => GitUrl.NameOf(Packing().Replace(FileName, ""));

    /// <summary>Reads a request's text.</summary>
    /// <exception cref="InvalidNameException">It is neither an http or https URL nor an absolute path.</exception>
    public static ArchiveLocation Parse(string archive)
    {
        var bad = archive.Length == 0 || archive.Any(char.IsControl);
        if (!bad && !ArchiveDependencyRequest.IsUrl(archive) && System.IO.Path.IsPathRooted(archive))
        {
            var name = System.IO.Path.GetFileName(archive);
            return new(null, archive, name, name);
        }
        if (bad || archive.Contains(' ') || !Uri.TryCreate(archive, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Host.Length == 0)
        {
            throw new InvalidNameException("archive", archive, "an http:// or https:// URL without spaces and without a user's name, or the path of a file");
        }
        var title = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return new(url, "", title, title[(title.LastIndexOf('/') + 1)..]);
    }

    [GeneratedRegex(@"\.(tar(\.(gz|xz|zst|bz2))?|tgz|txz|tzst|tbz2?)\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Packing();
}
