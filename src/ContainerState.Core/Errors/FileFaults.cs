using System.Text.RegularExpressions;

namespace ContainerState.Errors;

/// <summary>The one place that tells what a fault of a filesystem is, whoever met it: we, libgit2 or a program.</summary>
public static partial class FileFaults
{
    // errno of Linux: no space left on device, disk quota exceeded, read-only file system.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int ReadOnly = 30;

    // errno of Linux: input/output error, bad message, structure needs cleaning. Invalid argument, message too long and operation
    // not supported are what opening a file gives whose fs-verity is damaged, or one with it on a kernel without it.
    private const int InputOutput = 5;
    private const int InvalidArgument = 22;
    private const int BadMessage = 74;
    private const int TooLong = 90;
    private const int NotSupported = 95;
    private const int NeedsCleaning = 117;

    /// <summary>The error of ours that says what happened; the fault itself when it is none of these.</summary>
    public static Exception Explain(Exception fault) => fault switch
    {
        AggregateException { InnerException: { } inner } => Explain(inner),
        ContainerStateException or OperationCanceledException => fault,
        _ when IsFull(fault) => new DiskFullException(PathIn(fault) ?? "what was being written"),
        _ when IsReadOnly(fault) => ReadOnlyDisk(PathIn(fault) ?? "what was to be written", fault),
        // A folder that is opened as a file is said to be forbidden, and a path through a file to be no folder. Only of root is it
        // certain that rights are not what is missing.
        UnauthorizedAccessException when Environment.IsPrivilegedProcess && PathIn(fault) is { } path && Directory.Exists(path) => WrongKind(path, "a folder", "a file", fault),
        IOException when PathIn(fault) is { } path && FileOnTheWayTo(path) is { } file => WrongKind(file, "a file", "a folder", fault),
        _ => fault,
    };

    /// <summary>What to do about a fault of a filesystem that <see cref="Explain"/> has no error of ours for; empty for any other.</summary>
    public static string Remedy(Exception fault) => fault switch
    {
        UnauthorizedAccessException when !Environment.IsPrivilegedProcess => "Run the same command as root, for example with sudo.",
        UnauthorizedAccessException => "Not even root may: look at the file's attributes with lsattr, and at what its filesystem is mounted with.",
        IOException => "Check that the path is there and that its disk works.",
        _ => "",
    };

    /// <summary>Something had to be written where the filesystem takes no writing.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="inner">The fault behind it.</param>
    public static ContainerStateException ReadOnlyDisk(string path, Exception? inner = null) => new(
        ErrorId.ReadOnlyFileSystem,
        $"{Quoted.Text(path)} is on a filesystem that is mounted read-only.",
        "Mount it for writing, or work in a clone on another disk.",
        path,
        inner);

    /// <summary>Something of another kind is where a file or a folder belongs.</summary>
    /// <param name="path">Where.</param>
    /// <param name="found">What is there, such as <c>a folder</c>.</param>
    /// <param name="expected">What belongs there.</param>
    /// <param name="inner">The fault behind it.</param>
    public static ContainerStateException WrongKind(string path, string found, string expected, Exception? inner = null) => new(
        ErrorId.WrongFileKind, $"{Quoted.Text(path)} is {found}, and {expected} belongs there.", "Move it away, and do the same again.", path, inner);

    /// <summary>Runs an action, and says of a full disk what it is.</summary>
    /// <param name="place">What the action writes to.</param>
    /// <param name="action">The action.</param>
    /// <exception cref="DiskFullException">There was no space.</exception>
    internal static async Task<T> GuardAsync<T>(string place, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception fault) when (IsFull(fault))
        {
            throw new DiskFullException(place);
        }
    }

    /// <inheritdoc cref="GuardAsync"/>
    internal static T Guard<T>(string place, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception fault) when (IsFull(fault))
        {
            throw new DiskFullException(place);
        }
    }

    /// <summary>How many bytes are free where a file or folder is.</summary>
    internal static long Room(string path) => new DriveInfo(path).AvailableFreeSpace;

    /// <summary>True when there is no room for another block where a file or folder is.</summary>
    internal static bool HasNoRoom(string path) => Room(path) < 4096;

    /// <summary>True when there was no space, or no quota.</summary>
    internal static bool IsFull(Exception fault) => fault switch
    {
        // What a step said of its own scratch is not about the disk.
        DiskFullException or BuildFailedException => false,
        IOException { HResult: NoSpace or QuotaExceeded } => true,
        _ => SaysFull(fault.Message),
    };

    /// <summary>True when a file is there and its content cannot be had: the disk or the kernel finds that it is damaged.</summary>
    internal static bool IsDamage(IOException fault) =>
        fault.HResult is InputOutput or InvalidArgument or BadMessage or TooLong or NotSupported or NeedsCleaning;

    /// <summary>True when a program, or a library, says that there was no space or no quota.</summary>
    internal static bool SaysFull(string text) =>
        text.Contains("No space left on device", StringComparison.Ordinal) || text.Contains("Disk quota exceeded", StringComparison.Ordinal);

    private static bool IsReadOnly(Exception fault) =>
        fault is IOException { HResult: ReadOnly } || fault.InnerException is IOException { HResult: ReadOnly } || fault.Message.Contains("Read-only file system", StringComparison.Ordinal);

    // .NET and libgit2 both have it in single quotes; what we say of a system call begins with it.
    private static string? PathIn(Exception fault) => Path().Match(fault.Message) is { Success: true } found ? found.Groups["path"].Value : null;

    private static string? FileOnTheWayTo(string path)
    {
        for (var parent = System.IO.Path.GetDirectoryName(path); parent is { Length: > 1 }; parent = System.IO.Path.GetDirectoryName(parent))
        {
            if (File.Exists(parent))
            {
                return parent;
            }
        }
        return null;
    }

    [GeneratedRegex("'(?<path>/[^']*)'|^(?<path>/.+?): ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Path();
}
