using System.Buffers.Binary;
using System.Text;

namespace ContainerState.Core.Tests.Support;

/// <summary>Writes programs that no machine could run, and that say what they need as real ones do.</summary>
internal static class MadeElf
{
    public const ushort X64 = 62;
    public const ushort Arm64 = 183;

    private const int Address = 0x400000;

    /// <summary>A program, or a library where there is no interpreter.</summary>
    public static byte[] Make(string interpreter, string[] needed, ushort machine = X64)
    {
        var strings = new MemoryStream();
        strings.WriteByte(0);
        var names = needed.Select(name =>
        {
            var at = strings.Length;
            strings.Write(Encoding.UTF8.GetBytes(name + "\0"));
            return at;
        }).ToList();
        var loader = interpreter.Length == 0 ? [] : Encoding.UTF8.GetBytes(interpreter + "\0");
        var dynamic = 64 + (3 * 56);
        var dynamicSize = (needed.Length + 2) * 16;
        var table = dynamic + dynamicSize;
        var path = table + (int)strings.Length;
        var file = new byte[path + loader.Length];
        Encoding.Latin1.GetBytes("\u007fELF\u0002\u0001\u0001").CopyTo(file, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(16), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(18), machine);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), 3);
        Header(0, 1, 0, Address, file.Length);
        Header(1, 2, dynamic, Address + dynamic, dynamicSize);
        Header(2, loader.Length == 0 ? 4u : 3u, path, Address + path, loader.Length);
        var entries = names.Select(name => (1L, name)).Append((5L, Address + table)).Append((0L, 0L)).ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(dynamic + (i * 16)), entries[i].Item1);
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(dynamic + (i * 16) + 8), entries[i].Item2);
        }
        strings.ToArray().CopyTo(file, table);
        loader.CopyTo(file, path);
        return file;

        void Header(int number, uint type, long offset, long address, long size)
        {
            var header = file.AsSpan(64 + (number * 56));
            BinaryPrimitives.WriteUInt32LittleEndian(header, type);
            BinaryPrimitives.WriteInt64LittleEndian(header[8..], offset);
            BinaryPrimitives.WriteInt64LittleEndian(header[16..], address);
            BinaryPrimitives.WriteInt64LittleEndian(header[32..], size);
        }
    }
}
