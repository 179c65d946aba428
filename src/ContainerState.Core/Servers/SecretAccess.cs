using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Errors;

namespace ContainerState.Servers;

/// <summary>Who on a server may read a secret.</summary>
/// <param name="Owner">Whom the file belongs to, with that user's group: a name of the image's /etc/passwd, or a number. When null, the user that the server runs as.</param>
/// <param name="Mode">Its mode in octal digits; 0400 when null.</param>
public sealed record SecretAccess(string? Owner = null, string? Mode = null)
{
    private const int Everything = 0b111_111_111;

    /// <summary>A secret with these rights.</summary>
    /// <exception cref="InvalidNameException">The owner or the mode is none.</exception>
    internal Secret Over(byte[] content)
    {
        if (Owner is not null && !DefinitionRules.IsUser(Owner))
        {
            throw new InvalidNameException("owner of a secret", Owner, $"a user's name, or a number from 0 to {DefinitionRules.LastUserId}");
        }
        return new(content)
        {
            Owner = Owner,
            Mode = Mode is null ? Secret.UsualMode
                : ModeRule.Parse(Mode) is { } bits and <= Everything ? bits
                : throw new InvalidNameException("mode of a secret", Mode, "octal digits from 0000 to 0777, such as 0440"),
        };
    }
}
