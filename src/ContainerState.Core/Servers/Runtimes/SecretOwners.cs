using ContainerState.Builds;
using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Errors;

namespace ContainerState.Servers.Runtimes;

/// <summary>Whose the secrets of a server are, whatever engine runs it.</summary>
internal static class SecretOwners
{
    /// <summary>The secrets, each with the numbers of its owner: the one that it names, else the user of the init.</summary>
    /// <param name="secrets">The secrets, by name.</param>
    /// <param name="user">The user of the init; null for root.</param>
    /// <param name="root">The folder where the image is mounted.</param>
    /// <exception cref="InvalidNameException">An owner is not in the image.</exception>
    public static Dictionary<string, Secret> Look(IReadOnlyDictionary<string, Secret> secrets, ServerUser? user, string root)
    {
        var users = new Lazy<ImageUsers>(() => ImageUsers.Of(root));
        return secrets.ToDictionary(secret => secret.Key, secret => Own(secret.Value), StringComparer.Ordinal);

        Secret Own(Secret secret)
        {
            var owner = secret.Owner is null ? user : users.Value.Look(secret.Owner)
                ?? throw new InvalidNameException("owner of a secret", secret.Owner, "a user of the image's /etc/passwd, or a number");
            return secret with { OwnerId = owner?.Id ?? 0, GroupId = owner?.GroupId ?? 0 };
        }
    }
}
