using System.Runtime.InteropServices;

namespace ContainerState.Git;

/// <summary>The calls of libgit2 that we make ourselves; the signatures are the same from 1.5 to 1.9.</summary>
internal static unsafe partial class Libgit2
{
    /// <summary>What these calls name as their library; <see cref="NativeLibgit2"/> knows the file.</summary>
    public const string Library = "git2";

    public const int NotFound = -3;

    [LibraryImport(Library, EntryPoint = "git_libgit2_init")]
    public static partial int Initialize();

    // Takes a variable list of arguments in C; with integers alone the registers are the same.
    [LibraryImport(Library, EntryPoint = "git_libgit2_opts")]
    public static partial int SetOption(int option, int value);

    [LibraryImport(Library, EntryPoint = "git_error_last")]
    public static partial nint* LastError();

    [LibraryImport(Library, EntryPoint = "git_repository_discover", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Discover(GitBuffer* path, string start, int acrossFileSystems, nint ceilings);

    [LibraryImport(Library, EntryPoint = "git_buf_dispose")]
    public static partial void Free(GitBuffer* buffer);

    [LibraryImport(Library, EntryPoint = "git_repository_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenRepository(nint* repository, string path);

    [LibraryImport(Library, EntryPoint = "git_repository_free")]
    public static partial void FreeRepository(nint repository);

    [LibraryImport(Library, EntryPoint = "git_repository_path")]
    public static partial byte* PathOf(nint repository);

    [LibraryImport(Library, EntryPoint = "git_repository_workdir")]
    public static partial byte* WorkTreeOf(nint repository);

    [LibraryImport(Library, EntryPoint = "git_reference_lookup", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LookUpReference(nint* reference, nint repository, string name);

    [LibraryImport(Library, EntryPoint = "git_reference_symbolic_target")]
    public static partial byte* SymbolicTargetOf(nint reference);

    [LibraryImport(Library, EntryPoint = "git_reference_free")]
    public static partial void FreeReference(nint reference);

    [LibraryImport(Library, EntryPoint = "git_reference_name_to_id", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ResolveReference(byte* id, nint repository, string name);

    [LibraryImport(Library, EntryPoint = "git_status_options_init")]
    public static partial int InitializeStatus(byte* options, uint version);

    [LibraryImport(Library, EntryPoint = "git_status_list_new")]
    public static partial int ListStatus(nint* list, nint repository, byte* options);

    [LibraryImport(Library, EntryPoint = "git_status_list_entrycount")]
    public static partial nuint CountStatus(nint list);

    [LibraryImport(Library, EntryPoint = "git_status_list_free")]
    public static partial void FreeStatus(nint list);

    [LibraryImport(Library, EntryPoint = "git_tree_lookup")]
    public static partial int LookUpTree(nint* tree, nint repository, byte* id);

    [LibraryImport(Library, EntryPoint = "git_tree_free")]
    public static partial void FreeTree(nint tree);

    [LibraryImport(Library, EntryPoint = "git_tree_entrycount")]
    public static partial nuint CountEntries(nint tree);

    [LibraryImport(Library, EntryPoint = "git_tree_entry_byindex")]
    public static partial nint EntryAt(nint tree, nuint index);

    [LibraryImport(Library, EntryPoint = "git_tree_entry_name")]
    public static partial byte* NameOf(nint entry);

    [LibraryImport(Library, EntryPoint = "git_tree_entry_id")]
    public static partial byte* IdOf(nint entry);

    [LibraryImport(Library, EntryPoint = "git_tree_entry_filemode")]
    public static partial int ModeOf(nint entry);

    /// <summary>A text that libgit2 allocated: <c>git_buf</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GitBuffer
    {
        /// <summary>The bytes, with a zero behind them.</summary>
        public byte* Text;

        /// <summary>How many were allocated.</summary>
        public nuint Reserved;

        /// <summary>How many there are.</summary>
        public nuint Size;
    }
}
