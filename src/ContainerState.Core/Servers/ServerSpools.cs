using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>Finds out where the logs of servers go.</summary>
internal sealed class ServerSpools(Host host)
{
    /// <summary>Where the spools of these servers are made, with a relay that runs; null when no log server is named.</summary>
    /// <exception cref="InvalidNameException">The log server or the file of authorities is not usable.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ProgramNotFound"/>: rsyslog, or a module of it, is not installed.</exception>
    public async Task<string?> OpenAsync(ServerImage image, StartOptions options, CancellationToken cancel)
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
        return await new LogRelays(host).OpenAsync(target, options.LogAuthorities ?? (inImage is null ? null : InImage(image.Id, inImage)), cancel);
    }

    private string InImage(string image, string path)
    {
        var root = new ImageMounts(host).Folder(image);
        var below = ContainerText.MountTarget(path);
        return FileStatus.FindBelow(root, below) is { Kind: FileKind.Regular }
            ? Path.Combine(root, below)
            : throw new InvalidNameException("file of certificate authorities", path, "a PEM file in the image, with no symbolic link on the way to it");
    }
}
