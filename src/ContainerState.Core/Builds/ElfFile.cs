using System.Buffers.Binary;
using System.Text;

namespace ContainerState.Builds;

/// <summary>What the linker reads of a program or shared library before it runs: who loads it, and what it needs.</summary>
/// <param name="Machine">The processor, and whether it is 64 bits: files with different values cannot be linked.</param>
/// <param name="Interpreter">The absolute path of the program that loads it; empty for a library, and for a static program.</param>
/// <param name="Needed">The names of the libraries that it needs, as they stand in it.</param>
/// <remarks>
/// As in elf(5). Only program headers are read, as the kernel and the linker do: libraries that are made for tools go by
/// section headers, which a stripped program need not have. Files come from anybody, so every offset and count is checked.
/// </remarks>
internal sealed record ElfFile(string Machine, string Interpreter, IReadOnlyList<string> Needed)
{
    private const int MostHeaders = 1000;
    private const int MostDynamic = 10_000;
    private const int MostNeeded = 500;
    private const int LongestInterpreter = 4000;
    private const int LongestName = 255;

    private const int Executable = 2;
    private const int SharedObject = 3;
    private const long Load = 1;
    private const long Dynamic = 2;
    private const long Interp = 3;
    private const long DynamicEnd = 0;
    private const long DynamicNeeded = 1;
    private const long DynamicStrings = 5;

    /// <summary>Reads a file's content; null when it is no program or shared library, or is not whole.</summary>
    public static ElfFile? Read(ReadOnlySpan<byte> file)
    {
        // Little-endian alone: no processor that servers run on is another.
        if (file.Length < 64 || !file.StartsWith("\x7f"u8) || !file[1..4].SequenceEqual("ELF"u8) || file[4] is not (1 or 2) || file[5] != 1)
        {
            return null;
        }
        var wide = file[4] == 2;
        if (BinaryPrimitives.ReadUInt16LittleEndian(file[16..]) is not (Executable or SharedObject))
        {
            return null;
        }
        var machine = BinaryPrimitives.ReadUInt16LittleEndian(file[18..]);
        var table = Number(file, wide ? 32 : 28, wide);
        var size = wide ? 56 : 32;
        int entry = BinaryPrimitives.ReadUInt16LittleEndian(file[(wide ? 54 : 42)..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[(wide ? 56 : 44)..]);
        if (entry != size || count is 0 or > MostHeaders || Slice(file, table, (long)count * size) is not { IsEmpty: false } headers)
        {
            return null;
        }
        var loads = new List<(long Address, long Offset, long Size)>();
        var interpreter = "";
        var dynamic = ReadOnlySpan<byte>.Empty;
        for (var i = 0; i < count; i++)
        {
            var header = headers[(i * size)..];
            var offset = Number(header, wide ? 8 : 4, wide);
            var address = Number(header, wide ? 16 : 8, wide);
            var length = Number(header, wide ? 32 : 16, wide);
            switch ((long)BinaryPrimitives.ReadUInt32LittleEndian(header))
            {
                case Load:
                    loads.Add((address, offset, length));
                    break;
                case Interp:
                    interpreter = Text(Slice(file, offset, Math.Min(length, LongestInterpreter)));
                    break;
                case Dynamic:
                    dynamic = Slice(file, offset, length);
                    break;
            }
        }
        return new($"{machine}/{(wide ? 64 : 32)}", interpreter, Names(file, dynamic, loads, wide));
    }

    private static List<string> Names(ReadOnlySpan<byte> file, ReadOnlySpan<byte> dynamic, List<(long Address, long Offset, long Size)> loads, bool wide)
    {
        var size = wide ? 16 : 8;
        var offsets = new List<long>();
        var strings = -1L;
        for (var i = 0; i < MostDynamic && (i + 1) * size <= dynamic.Length; i++)
        {
            var tag = Number(dynamic, i * size, wide);
            var value = Number(dynamic, (i * size) + (size / 2), wide);
            if (tag == DynamicEnd)
            {
                break;
            }
            if (tag == DynamicNeeded && offsets.Count < MostNeeded)
            {
                offsets.Add(value);
            }
            else if (tag == DynamicStrings)
            {
                // It is an address in memory; the file has it where the segment around it is.
                var around = loads.Find(load => value >= load.Address && value - load.Address < load.Size);
                strings = around.Size > 0 ? around.Offset + (value - around.Address) : -1;
            }
        }
        var names = new List<string>();
        foreach (var offset in strings < 0 ? [] : offsets)
        {
            if (offset < file.Length && Text(Slice(file, strings + offset, Math.Min(LongestName + 1, file.Length - strings - offset))) is { Length: > 0 } name)
            {
                names.Add(name);
            }
        }
        return names;
    }

    private static long Number(ReadOnlySpan<byte> file, int at, bool wide) =>
        wide ? BinaryPrimitives.ReadInt64LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> file, long offset, long length) =>
        offset >= 0 && length > 0 && offset <= file.Length && length <= file.Length - offset ? file.Slice((int)offset, (int)length) : default;

    // Up to the zero byte; empty where there is none, or where it is no name that a message could show.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        var text = end <= 0 ? "" : Encoding.UTF8.GetString(bytes[..end]);
        return text.Any(c => char.IsControl(c) || c == '\uFFFD') ? "" : text;
    }
}
