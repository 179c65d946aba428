namespace ContainerState.Errors;

/// <summary>What can go wrong, by its stable id: PowerShell's ErrorId, and <c>errorId</c> in the command line's JSON. docs/errors.md says what each means.</summary>
public enum ErrorId
{
    /// <summary>The server is running, but its checks did not pass in time.</summary>
    ServerNotReady,

    /// <summary>A build result differs from what its step produces.</summary>
    CacheMismatch,

    /// <summary>With --twice, the second import gave different files; nothing was added.</summary>
    ImportDiffers,

    /// <summary>A name, path or value is invalid, or would be misread where it is used.</summary>
    InvalidName,

    /// <summary>The path is not a state repository.</summary>
    NotARepository,

    /// <summary>There is a mistake in state.yaml or in a component's file, or in the settings of a supervisor or a scheduled rebuild.</summary>
    StateFile,

    /// <summary>The commit cannot be built, because something it needs is missing locally.</summary>
    IncompleteRepository,

    /// <summary>A program could misinterpret the URL.</summary>
    UnsafeUrl,

    /// <summary>This version does not know the server's engine.</summary>
    UnknownRuntime,

    /// <summary>A tree or archive entry is not safe to write to a filesystem.</summary>
    UnsafeTree,

    /// <summary>The content of a Git object does not match its id; the object was not used.</summary>
    ObjectDamaged,

    /// <summary>The archive's SHA-256 is not the one given; nothing was unpacked.</summary>
    DigestMismatch,

    /// <summary>What a dependency follows was rewritten: it no longer leads on from the pinned commit; nothing was changed.</summary>
    UpstreamRewritten,

    /// <summary>The record of an import does not say enough to make it again.</summary>
    ImportNotRepeatable,

    /// <summary>The file is not a complete archive, or its format is not supported.</summary>
    ArchiveUnreadable,

    /// <summary>The archive exceeds the size limit, packed or unpacked.</summary>
    ArchiveTooLarge,

    /// <summary>Two components write different content to the same path.</summary>
    PathConflict,

    /// <summary>The build plan cannot be carried out: an unknown component, a dependency cycle, or layers that cannot be overlaid.</summary>
    Plan,

    /// <summary>The output of a build step contains something that is not allowed on a server.</summary>
    BuildOutput,

    /// <summary>The image contains an ssh server.</summary>
    SshServerInImage,

    /// <summary>There is a folder where a file is expected, or a file where a folder is expected.</summary>
    WrongFileKind,

    /// <summary>A layer of the image is missing, or does not match what the store recorded.</summary>
    ImageDamaged,

    /// <summary>The branch, tag or commit does not exist.</summary>
    ReferenceNotFound,

    /// <summary>The repository has no such remote.</summary>
    RemoteNotFound,

    /// <summary>The repository has no such dependency.</summary>
    DependencyNotFound,

    /// <summary>The Debian suite has no such package, or the package cannot be installed from it.</summary>
    PackageNotFound,

    /// <summary>The archive to add as a dependency does not exist.</summary>
    ArchiveNotFound,

    /// <summary>The store has no such image.</summary>
    ImageNotFound,

    /// <summary>The image has nothing at that path.</summary>
    PathNotFound,

    /// <summary>The server does not exist.</summary>
    ServerNotFound,

    /// <summary>The host has no such volume.</summary>
    VolumeNotFound,

    /// <summary>The record or the filesystem of a volume cannot be read.</summary>
    VolumeDamaged,

    /// <summary>There is no such schedule or history, or no earlier roll-out to go back to.</summary>
    RebuildNotFound,

    /// <summary>The host is missing something that this needs.</summary>
    HostNotReady,

    /// <summary>A required program is not installed.</summary>
    ProgramNotFound,

    /// <summary>The command line program, which the unit is to run, is not on PATH.</summary>
    CommandLineNotFound,

    /// <summary>Something had to be written to a filesystem that is mounted read-only.</summary>
    ReadOnlyFileSystem,

    /// <summary>Only root may do this.</summary>
    NotRoot,

    /// <summary>There is already something where the new repository should be created.</summary>
    RepositoryExists,

    /// <summary>A dependency with that name already exists.</summary>
    DependencyExists,

    /// <summary>A server with that name already exists.</summary>
    ServerExists,

    /// <summary>Files that would be overwritten contain uncommitted changes.</summary>
    UncommittedChanges,

    /// <summary>The repository and its remote each have commits that the other lacks.</summary>
    NotFastForward,

    /// <summary>Servers are running from the image.</summary>
    ImageInUse,

    /// <summary>A volume with that name already exists.</summary>
    VolumeExists,

    /// <summary>The volume is another server's, or is asked for by several and not shared.</summary>
    VolumeInUse,

    /// <summary>Another process holds the lock.</summary>
    Busy,

    /// <summary>The host port to publish is in use by a program or another server.</summary>
    PortInUse,

    /// <summary>There is no free address for another server.</summary>
    AddressesUsedUp,

    /// <summary>A remote repository, mirror or server does not answer, or refuses the request.</summary>
    Remote,

    /// <summary>A program ended with an error.</summary>
    ProgramFailed,

    /// <summary>A build step failed.</summary>
    BuildFailed,

    /// <summary>A server did not start.</summary>
    ServerStart,

    /// <summary>The server is no longer running.</summary>
    ServerNotRunning,

    /// <summary>The disk or the quota is full.</summary>
    DiskFull,
}
