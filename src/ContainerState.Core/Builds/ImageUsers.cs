using System.Globalization;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>The users of an image, as its own /etc/passwd and /etc/group have them: passwd(5), group(5).</summary>
/// <param name="passwd">The text of /etc/passwd; null when there is none.</param>
/// <param name="group">The text of /etc/group; null when there is none.</param>
internal sealed class ImageUsers(string? passwd, string? group)
{
    private const string Root = "root";

    // More than any list of users has; an image is not to fill the memory of who looks into it.
    private const int MostBytes = 4 << 20;

    /// <summary>The users of an image that is mounted.</summary>
    /// <param name="root">Where.</param>
    public static ImageUsers Of(string root) => new(TextOf(root, "etc/passwd"), TextOf(root, "etc/group"));

    /// <summary>A user, by name or number; null when there is none of that name.</summary>
    public ServerUser? Look(string name)
    {
        var isNumber = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        foreach (var fields in Lines(passwd))
        {
            if (fields.Length >= 6 && Number(fields[2]) is { } id && Number(fields[3]) is { } own && (isNumber ? id == number : fields[0] == name))
            {
                return new(name) { Id = id, GroupId = own, Groups = GroupsOf(fields[0], own), Home = HomeOf(fields[5]) };
            }
        }
        // Root is there in every image.
        return isNumber || name == Root ? new(name) { Id = number, GroupId = number } : null;
    }

    /// <summary>A definition with the numbers of all users that it names.</summary>
    /// <exception cref="StateFileException">The image does not have one of them.</exception>
    public ServerDefinition Resolve(ServerDefinition definition)
    {
        var user = definition.User is { } named ? Find(named.Name, "user") : null;
        return definition with
        {
            User = user,
            Writable = [.. definition.Writable.Select(path => Own(path, user))],
        };
    }

    // The server's own, unless it is for everybody.
    private WritablePath Own(WritablePath path, ServerUser? user)
    {
        var owner = path.Owner is { } named ? Find(named, $"owner of {path.Path}")
            : WritablePath.UsualMode(path.Path) == WritablePath.UsualMode(WritablePath.SharedMemory) ? null
            : user;
        return owner is null ? path : path with { OwnerId = owner.Id, GroupId = owner.GroupId };
    }

    private ServerUser Find(string name, string key) => Look(name)
        ?? throw new StateFileException(
            StateFile.Path,
            0,
            key,
            $"{Quoted.Text(name)} is no user of the image: {(passwd is null ? "it has no /etc/passwd" : "its /etc/passwd does not have that name")}",
            "Add the package that makes the user, or a line to etc/passwd below rootfs/, or write the user's number.");

    private IReadOnlyList<int> GroupsOf(string name, int own) =>
    [
        .. Lines(group)
            .Where(fields => fields.Length >= 4 && fields[3].Split(',').Contains(name, StringComparer.Ordinal))
            .Select(fields => Number(fields[2]))
            .OfType<int>()
            .Where(id => id != own)
            .Distinct()
            .Order(),
    ];

    // Never through a link, which would lead out of the image.
    private static string? TextOf(string root, string path) =>
        FileStatus.FindBelow(root, path) is { Kind: FileKind.Regular, Size: <= MostBytes } ? File.ReadAllText(Path.Combine(root, path)) : null;

    private static string? HomeOf(string home) => StateNames.ServerPathFault(home) is null ? home : null;

    private static IEnumerable<string[]> Lines(string? text) => (text ?? "").Split('\n').Select(line => line.TrimEnd('\r').Split(':'));

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= DefinitionRules.LastUserId ? id : null;
}
