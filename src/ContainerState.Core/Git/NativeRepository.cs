using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace ContainerState.Git;

/// <summary>A repository as libgit2 itself sees it, for the questions that nearly every command asks.</summary>
/// <remarks>
/// LibGit2Sharp asks the same library the same. But its types and the code between it and libgit2 are made anew in each
/// process, which takes longer than all the rest of a build in which nothing changed. It still does all else, and says
/// what is wrong where a call fails here.
/// </remarks>
internal sealed unsafe class NativeRepository : IDisposable
{
    private const int IdLength = 20;
    private nint _repository;

    private NativeRepository(nint repository)
    {
        _repository = repository;
        GitDirectory = Text(Libgit2.PathOf(repository))!.TrimEnd('/');
        WorkTree = Text(Libgit2.WorkTreeOf(repository))?.TrimEnd('/');
    }

    /// <summary>The Git directory, without a slash at the end.</summary>
    public string GitDirectory { get; }

    /// <summary>The work tree, without a slash at the end; null for a bare repository.</summary>
    public string? WorkTree { get; }

    /// <summary>Opens a work tree or Git directory; null when libgit2 does not.</summary>
    public static NativeRepository? Open(string path)
    {
        nint repository;
        return Libgit2.OpenRepository(&repository, path) == 0 ? new NativeRepository(repository) : null;
    }

    /// <summary>The Git directory at a path or above it; null when there is none.</summary>
    public static string? Discover(string path)
    {
        Libgit2.GitBuffer found = default;
        try
        {
            return Libgit2.Discover(&found, path, acrossFileSystems: 0, ceilings: 0) == 0 ? Text(found.Text) : null;
        }
        finally
        {
            Libgit2.Free(&found);
        }
    }

    /// <summary>The id that a reference leads to, by way of others perhaps.</summary>
    /// <returns>False when libgit2 cannot tell; true with no id when there is no such reference, or it leads nowhere.</returns>
    public bool TryResolve(string name, out string? id)
    {
        var bytes = stackalloc byte[IdLength];
        var result = Libgit2.ResolveReference(bytes, _repository, name);
        id = result == 0 ? Id(bytes) : null;
        return result is 0 or Libgit2.NotFound;
    }

    /// <summary>The name that a reference points to; null when it points to an object, or there is none.</summary>
    public string? SymbolicTarget(string name)
    {
        nint reference;
        if (Libgit2.LookUpReference(&reference, _repository, name) != 0)
        {
            return null;
        }
        try
        {
            return Text(Libgit2.SymbolicTargetOf(reference));
        }
        finally
        {
            Libgit2.FreeReference(reference);
        }
    }

    /// <summary>True when the work tree is not as committed, submodules apart; null when libgit2 cannot tell.</summary>
    public bool? IsDirty()
    {
        // More than any version's git_status_options has, whose third field of 4 bytes is the flags.
        const int Room = 128;
        const int Flags = 2;
        const uint IncludeUntracked = 1;
        const uint ExcludeSubmodules = 8;
        var options = stackalloc byte[Room];
        if (Libgit2.InitializeStatus(options, version: 1) != 0)
        {
            return null;
        }
        ((uint*)options)[Flags] = IncludeUntracked | ExcludeSubmodules;
        nint list;
        if (Libgit2.ListStatus(&list, _repository, options) != 0)
        {
            return null;
        }
        var count = Libgit2.CountStatus(list);
        Libgit2.FreeStatus(list);
        return count > 0;
    }

    /// <summary>The entries of a tree as they stand there, whatever their names; null when it is not here.</summary>
    /// <exception cref="InvalidDataException">It is not a whole tree.</exception>
    public List<TreeItem>? Entries(string tree)
    {
        var id = stackalloc byte[IdLength];
        if (Convert.FromHexString(tree, new Span<byte>(id, IdLength), out _, out _) != OperationStatus.Done)
        {
            throw new InvalidDataException("The id is not one.");
        }
        nint found;
        var result = Libgit2.LookUpTree(&found, _repository, id);
        if (result != 0)
        {
            return result == Libgit2.NotFound ? null : throw new InvalidDataException(LastError());
        }
        try
        {
            var count = (int)Libgit2.CountEntries(found);
            var items = new List<TreeItem>(count);
            for (var i = 0; i < count; i++)
            {
                var entry = Libgit2.EntryAt(found, (nuint)i);
                items.Add(new TreeItem(Text(Libgit2.NameOf(entry))!, KindOf(Libgit2.ModeOf(entry)), Id(Libgit2.IdOf(entry))));
            }
            return items;
        }
        finally
        {
            Libgit2.FreeTree(found);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Libgit2.FreeRepository(_repository);
        _repository = 0;
    }

    private static string? Text(byte* text) =>
        text is null ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    // libgit2 has made one of five modes of whatever stands in the tree.
    private static TreeItemKind KindOf(int mode) => mode switch
    {
        0x4000 => TreeItemKind.Tree,
        0x81ED => TreeItemKind.Executable,
        0xA000 => TreeItemKind.Symlink,
        0xE000 => TreeItemKind.Gitlink,
        _ => TreeItemKind.File,
    };

    // Its first field is the text.
    private static string LastError() => Libgit2.LastError() is var error && error is not null ? Text((byte*)*error)! : "libgit2 does not say why.";

    private static string Id(byte* bytes) => Convert.ToHexStringLower(new ReadOnlySpan<byte>(bytes, IdLength));
}
