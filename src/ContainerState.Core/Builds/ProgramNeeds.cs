using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>Follows what programs need, from one library to the next.</summary>
/// <param name="files">Reads them.</param>
/// <param name="server">The server's filesystem.</param>
internal sealed class ProgramNeeds(ElfFiles files, FileTree server)
{
    /// <summary>What a program needs, or a library that it needs, and the server does not have: paths of interpreters and names of libraries.</summary>
    /// <param name="program">The path of a file on the server, which need not be a program.</param>
    public IReadOnlyList<string> MissingOf(string program)
    {
        var missing = new List<string>();
        Walk([program], (need, _) =>
        {
            if (!missing.Contains(need))
            {
                missing.Add(need);
            }
            return null;
        });
        return missing;
    }

    /// <summary>What to take out of a toolchain so that programs have all that they need, as far as it has it.</summary>
    /// <param name="programs">The paths of files on the server.</param>
    /// <param name="toolchain">The toolchain's filesystem.</param>
    /// <returns>By the path that it goes to on the server: files, and the links to them.</returns>
    public SortedDictionary<string, (TreeItemKind Kind, string Id)> Closure(IEnumerable<string> programs, FileTree toolchain)
    {
        var taken = new SortedDictionary<string, (TreeItemKind Kind, string Id)>(StringComparer.Ordinal);
        Walk(programs, (need, machine) =>
        {
            if (Find(toolchain, need, machine) is not { } found)
            {
                return null;
            }
            var links = new List<string>();
            var file = toolchain.Resolve(found, links)!;
            // Where the server has a folder and the toolchain a link to another, the file goes into the server's folder.
            if (links.Exists(link => server.KindOf(link) == TreeItemKind.Tree))
            {
                Take(found, file);
                return toolchain.BlobOf(file);
            }
            foreach (var path in links.Append(file))
            {
                Take(path, path);
            }
            return toolchain.BlobOf(file);
        });
        return taken;

        void Take(string to, string from) => taken.TryAdd(to.TrimStart('/'), (toolchain.KindOf(from)!.Value, toolchain.BlobOf(from)));
    }

    /// <summary>The path of an interpreter or library; null when the filesystem has none that fits.</summary>
    public string? Find(FileTree tree, string need, string machine) => need.Contains('/', StringComparison.Ordinal)
        ? tree.Resolve(need) is not null ? need : null
        : tree.Named(need).FirstOrDefault(path => tree.Resolve(path) is { } file && files.Of(tree.BlobOf(file))?.Machine == machine);

    // Where the server lacks something, the caller may have the blob of it from elsewhere.
    private void Walk(IEnumerable<string> programs, Func<string, string, string?> lacks)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ahead = new Queue<string>();
        foreach (var program in programs)
        {
            if (server.Resolve(program) is { } file && seen.Add(server.BlobOf(file)))
            {
                ahead.Enqueue(server.BlobOf(file));
            }
        }
        var interpreters = new HashSet<string>(StringComparer.Ordinal);
        while (ahead.TryDequeue(out var blob))
        {
            if (files.Of(blob) is not { } elf)
            {
                continue;
            }
            if (elf.Interpreter.Length > 0)
            {
                interpreters.Add(elf.Interpreter[(elf.Interpreter.LastIndexOf('/') + 1)..]);
                Follow(elf.Interpreter, elf.Machine);
            }
            foreach (var name in elf.Needed.Where(name => !IsInterpreter(name, interpreters)))
            {
                Follow(name, elf.Machine);
            }
        }

        void Follow(string need, string machine)
        {
            var next = Find(server, need, machine) is { } found ? server.BlobOf(server.Resolve(found)!) : lacks(need, machine);
            if (next is not null && seen.Add(next))
            {
                ahead.Enqueue(next);
            }
        }
    }

    // The linker that has loaded a program is not looked for again. musl's is the C library as well.
    private static bool IsInterpreter(string name, HashSet<string> interpreters) =>
        interpreters.Contains(name)
        || (name is "libc.so" || name.StartsWith("libc.musl-", StringComparison.Ordinal)) && interpreters.Any(other => other.StartsWith("ld-musl-", StringComparison.Ordinal));
}
