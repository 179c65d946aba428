namespace ContainerState.Errors;

/// <summary>The one table from error types to ids, categories and exit codes.</summary>
/// <remarks>
/// Exit codes: 1 a test or check failed; 2 the command line itself is wrong; 3 bad input; 4 something named is not
/// there; 5 the host or the caller's rights; 6 in use or exists already; 7 the outside world or a program failed;
/// 8 no space; 130 cancelled; 70 a fault of our own.
/// </remarks>
public static class ErrorTable
{
    private static readonly Dictionary<Type, (string Category, int ExitCode)> Rows = new()
    {
        [typeof(ServerNotReadyException)] = ("OperationTimeout", 1),
        [typeof(CacheMismatchException)] = ("InvalidResult", 1),
        [typeof(ImportDiffersException)] = ("InvalidResult", 1),
        [typeof(InvalidNameException)] = ("InvalidArgument", 3),
        [typeof(NotARepositoryException)] = ("InvalidArgument", 3),
        [typeof(StateFileException)] = ("InvalidData", 3),
        [typeof(IncompleteRepositoryException)] = ("InvalidData", 3),
        [typeof(UnsafeUrlException)] = ("InvalidArgument", 3),
        [typeof(UnsafeTreeException)] = ("InvalidData", 3),
        [typeof(ObjectDamagedException)] = ("SecurityError", 3),
        [typeof(DigestMismatchException)] = ("SecurityError", 3),
        [typeof(ArchiveUnreadableException)] = ("InvalidData", 3),
        [typeof(ArchiveTooLargeException)] = ("LimitsExceeded", 3),
        [typeof(PathConflictException)] = ("InvalidData", 3),
        [typeof(PlanException)] = ("InvalidData", 3),
        [typeof(BuildOutputException)] = ("InvalidData", 3),
        [typeof(SshServerInImageException)] = ("InvalidData", 3),
        [typeof(WrongFileKindException)] = ("InvalidData", 3),
        [typeof(ImageDamagedException)] = ("InvalidData", 3),
        [typeof(ReferenceNotFoundException)] = ("ObjectNotFound", 4),
        [typeof(RemoteNotFoundException)] = ("ObjectNotFound", 4),
        [typeof(DependencyNotFoundException)] = ("ObjectNotFound", 4),
        [typeof(PackageNotFoundException)] = ("ObjectNotFound", 4),
        [typeof(ArchiveNotFoundException)] = ("ObjectNotFound", 4),
        [typeof(ImageNotFoundException)] = ("ObjectNotFound", 4),
        [typeof(ServerNotFoundException)] = ("ObjectNotFound", 4),
        [typeof(HostNotReadyException)] = ("NotInstalled", 5),
        [typeof(ProgramNotFoundException)] = ("NotInstalled", 5),
        [typeof(CommandLineNotFoundException)] = ("NotInstalled", 5),
        [typeof(ReadOnlyFileSystemException)] = ("WriteError", 5),
        [typeof(NotRootException)] = ("PermissionDenied", 5),
        [typeof(RepositoryExistsException)] = ("ResourceExists", 6),
        [typeof(DependencyExistsException)] = ("ResourceExists", 6),
        [typeof(ServerExistsException)] = ("ResourceExists", 6),
        [typeof(UncommittedChangesException)] = ("ResourceBusy", 6),
        [typeof(ImageInUseException)] = ("ResourceBusy", 6),
        [typeof(BusyException)] = ("ResourceBusy", 6),
        [typeof(PortInUseException)] = ("ResourceBusy", 6),
        [typeof(AddressesUsedUpException)] = ("LimitsExceeded", 6),
        [typeof(RemoteException)] = ("ConnectionError", 7),
        [typeof(ProgramFailedException)] = ("FromStdErr", 7),
        [typeof(BuildFailedException)] = ("OperationStopped", 7),
        [typeof(ServerStartException)] = ("OperationStopped", 7),
        [typeof(ServerNotRunningException)] = ("InvalidOperation", 7),
        [typeof(DiskFullException)] = ("WriteError", 8),
    };

    /// <summary>Describes any exception. Never throws.</summary>
    public static ErrorDescription Describe(Exception error) => error switch
    {
        OperationCanceledException => new("Cancelled", "OperationStopped", 130),
        _ when Rows.TryGetValue(error.GetType(), out var row) => new(IdOf(error.GetType()), row.Category, row.ExitCode),
        UnauthorizedAccessException => new("PermissionDenied", "PermissionDenied", 5),
        IOException => new("InputOutput", "ReadError", 7),
        _ => new("Unexpected", "NotSpecified", 70),
    };

    private static string IdOf(Type type) => type.Name[..^"Exception".Length];
}
