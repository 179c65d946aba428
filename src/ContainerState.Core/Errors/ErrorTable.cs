namespace ContainerState.Errors;

/// <summary>The one table from ids to categories and exit codes.</summary>
/// <remarks>
/// Exit codes: 1 a test or check failed; 2 the command line itself is wrong; 3 bad input; 4 something named is not
/// there; 5 the host or the caller's rights; 6 in use or exists already; 7 the outside world or a program failed;
/// 8 no space; 130 cancelled; 70 a fault of our own.
/// </remarks>
public static class ErrorTable
{
    private static readonly Dictionary<ErrorId, (string Category, int ExitCode)> Rows = new()
    {
        [ErrorId.ServerNotReady] = ("OperationTimeout", 1),
        [ErrorId.CacheMismatch] = ("InvalidResult", 1),
        [ErrorId.ImportDiffers] = ("InvalidResult", 1),
        [ErrorId.InvalidName] = ("InvalidArgument", 3),
        [ErrorId.NotARepository] = ("InvalidArgument", 3),
        [ErrorId.StateFile] = ("InvalidData", 3),
        [ErrorId.IncompleteRepository] = ("InvalidData", 3),
        [ErrorId.UnsafeUrl] = ("InvalidArgument", 3),
        [ErrorId.UnknownRuntime] = ("InvalidOperation", 7),
        [ErrorId.UnsafeTree] = ("InvalidData", 3),
        [ErrorId.ObjectDamaged] = ("SecurityError", 3),
        [ErrorId.DigestMismatch] = ("SecurityError", 3),
        [ErrorId.UpstreamRewritten] = ("SecurityError", 3),
        [ErrorId.ImportNotRepeatable] = ("InvalidData", 3),
        [ErrorId.ArchiveUnreadable] = ("InvalidData", 3),
        [ErrorId.ArchiveTooLarge] = ("LimitsExceeded", 3),
        [ErrorId.PathConflict] = ("InvalidData", 3),
        [ErrorId.Plan] = ("InvalidData", 3),
        [ErrorId.BuildOutput] = ("InvalidData", 3),
        [ErrorId.SshServerInImage] = ("InvalidData", 3),
        [ErrorId.WrongFileKind] = ("InvalidData", 3),
        [ErrorId.ImageDamaged] = ("InvalidData", 3),
        [ErrorId.VolumeDamaged] = ("InvalidData", 3),
        [ErrorId.ReferenceNotFound] = ("ObjectNotFound", 4),
        [ErrorId.RemoteNotFound] = ("ObjectNotFound", 4),
        [ErrorId.DependencyNotFound] = ("ObjectNotFound", 4),
        [ErrorId.PackageNotFound] = ("ObjectNotFound", 4),
        [ErrorId.ArchiveNotFound] = ("ObjectNotFound", 4),
        [ErrorId.ImageNotFound] = ("ObjectNotFound", 4),
        [ErrorId.PathNotFound] = ("ObjectNotFound", 4),
        [ErrorId.ServerNotFound] = ("ObjectNotFound", 4),
        [ErrorId.VolumeNotFound] = ("ObjectNotFound", 4),
        [ErrorId.RebuildNotFound] = ("ObjectNotFound", 4),
        [ErrorId.HostNotReady] = ("NotInstalled", 5),
        [ErrorId.ProgramNotFound] = ("NotInstalled", 5),
        [ErrorId.CommandLineNotFound] = ("NotInstalled", 5),
        [ErrorId.ReadOnlyFileSystem] = ("WriteError", 5),
        [ErrorId.NotRoot] = ("PermissionDenied", 5),
        [ErrorId.RepositoryExists] = ("ResourceExists", 6),
        [ErrorId.DependencyExists] = ("ResourceExists", 6),
        [ErrorId.ServerExists] = ("ResourceExists", 6),
        [ErrorId.UncommittedChanges] = ("ResourceBusy", 6),
        [ErrorId.NotFastForward] = ("ResourceBusy", 6),
        [ErrorId.ImageInUse] = ("ResourceBusy", 6),
        [ErrorId.VolumeExists] = ("ResourceExists", 6),
        [ErrorId.VolumeInUse] = ("ResourceBusy", 6),
        [ErrorId.Busy] = ("ResourceBusy", 6),
        [ErrorId.PortInUse] = ("ResourceBusy", 6),
        [ErrorId.AddressesUsedUp] = ("LimitsExceeded", 6),
        [ErrorId.Remote] = ("ConnectionError", 7),
        [ErrorId.ProgramFailed] = ("FromStdErr", 7),
        [ErrorId.BuildFailed] = ("OperationStopped", 7),
        [ErrorId.ServerStart] = ("OperationStopped", 7),
        [ErrorId.ServerNotRunning] = ("InvalidOperation", 7),
        [ErrorId.DiskFull] = ("WriteError", 8),
    };

    /// <summary>Describes any exception. Never throws.</summary>
    public static ErrorDescription Describe(Exception error) => error switch
    {
        OperationCanceledException => new("Cancelled", "OperationStopped", 130),
        ContainerStateException { ErrorId: var id } => new(id.ToString(), Rows[id].Category, Rows[id].ExitCode),
        UnauthorizedAccessException => new("PermissionDenied", "PermissionDenied", 5),
        IOException => new("InputOutput", "ReadError", 7),
        _ => new("Unexpected", "NotSpecified", 70),
    };
}
