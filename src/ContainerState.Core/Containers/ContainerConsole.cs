namespace ContainerState.Containers;

/// <summary>Where a container's console leads.</summary>
internal enum ContainerConsole
{
    /// <summary>Into a file, for a server that is left alone.</summary>
    File,

    /// <summary>To pipes of ours, which are the input and output of lxc-start.</summary>
    Piped,

    /// <summary>To the caller's own input and output, whatever they are.</summary>
    Inherited,

    /// <summary>To the caller's terminal, through one of its own, so that Ctrl+C means its programs and not us.</summary>
    Terminal,
}
