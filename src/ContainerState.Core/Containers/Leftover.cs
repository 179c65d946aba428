using ContainerState.Errors;

namespace ContainerState.Containers;

/// <summary>What somebody who was killed, or who is in the way, has left, and what whoever comes by could not clear up in the time that it has for others.</summary>
internal static class Leftover
{
    /// <summary>The sentence that a start warns with.</summary>
    /// <param name="what">What is left.</param>
    /// <param name="fault">Why it could not be cleared up.</param>
    public static string Of(string what, ContainerStateException fault) => $"Something is left of {what}, which is not needed any more: {fault.Problem} The next command tries again.";
}
