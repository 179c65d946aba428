using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.StateRepos;

namespace ContainerState.Servers;

/// <summary>Finds out where the logs of servers go.</summary>
internal static class ServerSpools
{
    /// <summary>Where the spools of these servers are made, with a relay that runs; null when no log server is named.</summary>
    /// <exception cref="InvalidNameException">The log server or the file of authorities is not usable.</exception>
    /// <exception cref="ProgramNotFoundException">rsyslog, or a module of it, is not installed.</exception>
    public static async Task<string?> OpenAsync(ServerImage image, StartOptions options, CancellationToken cancel)
    {
        var url = options.LogServer ?? image.Definition.Log?.Server;
        var target = url is null ? null : LogTarget.Parse(url);
        if (options.LogAuthorities is { } given && target?.IsTls != true)
        {
            throw new InvalidNameException("file of certificate authorities", given, "one with a log server of syslog+tls:// or relp+tls:// alone");
        }
        if (target is null)
        {
            return null;
        }
        var inImage = options.LogServer is null ? image.Definition.Log?.Authorities : null;
        return await LogRelays.OpenAsync(target, options.LogAuthorities ?? (inImage is null ? null : InImage(image.Id, inImage)), cancel);
    }

    // Step by step, since a link in the image would lead to a file of the host.
    private static string InImage(string image, string path)
    {
        var found = ImageMounts.Folder(image);
        foreach (var part in ContainerText.MountTarget(path).Split('/'))
        {
            found = Path.Combine(found, part);
            if (!Path.Exists(found) || FileStatus.Of(found).Kind is not (FileKind.Folder or FileKind.Regular))
            {
                throw new InvalidNameException("file of certificate authorities", path, "a PEM file in the image, with no symbolic link on the way to it");
            }
        }
        return found;
    }
}
