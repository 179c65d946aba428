using ContainerState.Definitions;

namespace ContainerState.Containers;

/// <summary>
/// The first process of a server whose own init is an ordinary program: tini, which starts that, hands signals on to it, ends as
/// it ends, and collects the dead whose parents have died. It is the host's, since no image needs to have it.
/// </summary>
internal static class Reaper
{
    /// <summary>The program on the host: it needs no library of anybody's.</summary>
    public const string Program = "tini-static";

    /// <summary>Where a server has it: in a tmpfs of its own, whatever its image holds.</summary>
    public const string Path = "/dev/.init";

    /// <summary>True when a server gets it: state.yaml says so, or says nothing and names no init that is known to be a real one.</summary>
    /// <param name="definition">The server.</param>
    /// <param name="root">Where its image is mounted.</param>
    public static bool IsNeeded(ServerDefinition definition, string root) => definition.Reaper ?? !InitProgram.IsReal(definition.Init, root);
}
