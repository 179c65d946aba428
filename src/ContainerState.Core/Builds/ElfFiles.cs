using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>What the programs of a repository need, by blob: each is read once, and remembered for the next build.</summary>
internal sealed class ElfFiles
{
    // More than the largest browser; it is read into memory.
    private const long Largest = 256L << 20;
    private const int Smallest = 64;
    private const long LargestMemory = 16L << 20;

    private readonly GitStore _store;
    private readonly Dictionary<string, ElfFile?> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private bool _changed;

    /// <summary>Takes what the last build remembered.</summary>
    public ElfFiles(GitStore store)
    {
        _store = store;
        try
        {
            if (File.Exists(Memory) && new FileInfo(Memory).Length < LargestMemory)
            {
                foreach (var parts in File.ReadLines(Memory).Select(line => line.Split('\t')).Where(parts => parts.Length >= 2 && CommitId.IsWhole(parts[0])))
                {
                    _known[parts[0]] = parts.Length < 3 ? null : new ElfFile(parts[1], parts[2], parts[3..]);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Then each is read again.
        }
    }

    private string Memory => Path.Combine(_store.GitDirectory, "containerstate", "programs");

    /// <summary>What a blob says; null when it is no program or library.</summary>
    public ElfFile? Of(string blob)
    {
        _used.Add(blob);
        if (!_known.TryGetValue(blob, out var found))
        {
            _known[blob] = found = _store.BlobSize(blob) is >= Smallest and <= Largest ? ElfFile.Read(_store.ReadBlob(blob)) : null;
            _changed = true;
        }
        return found;
    }

    /// <summary>Remembers what this build looked at, and nothing else.</summary>
    public void Remember()
    {
        if (!_changed)
        {
            return;
        }
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Memory)!);
            WholeFile.Write(Memory, string.Concat(_used.Order(StringComparer.Ordinal).Select(blob =>
                _known[blob] is { } elf ? string.Join('\t', [blob, elf.Machine, elf.Interpreter, .. elf.Needed]) + "\n" : $"{blob}\t-\n")), lasting: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A repository that one may only read.
        }
    }
}
