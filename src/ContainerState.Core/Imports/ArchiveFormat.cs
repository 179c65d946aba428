using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>How an archive is packed. Its content says so; what the file is called does not count.</summary>
/// <param name="Name">For the record, such as <c>tar.gz</c>.</param>
/// <param name="Program">What unpacks it from standard input to standard output; null for what needs no program.</param>
internal sealed record ArchiveFormat(string Name, ProgramCommand? Program = null)
{
    /// <summary>How many bytes at the beginning of a file are looked at: one block of a tar archive.</summary>
    public const int HeadLength = 512;

    /// <summary>A tar archive as it is.</summary>
    public static readonly ArchiveFormat Plain = new("tar");

    /// <summary>Compressed by gzip.</summary>
    public static readonly ArchiveFormat Gzip = new("tar.gz");

    // More memory than any level of xz asks for. zstd has such a limit by itself.
    private static readonly ArchiveFormat Xz = new("tar.xz", new ProgramCommand("xz").With("--decompress", "--stdout", "--quiet", "--memlimit-decompress=1GiB")
        .WithEnvironment("XZ_DEFAULTS", null).WithEnvironment("XZ_OPT", null));

    private static readonly ArchiveFormat Zstd = new("tar.zst", new ProgramCommand("zstd").With("--decompress", "--stdout", "--quiet"));

    private static readonly ArchiveFormat Bzip2 = new("tar.bz2", new ProgramCommand("bzip2").With("--decompress", "--stdout", "--quiet")
        .WithEnvironment("BZIP2", null).WithEnvironment("BZIP", null));

    // What people are likely to have in their hands, and what it is called.
    private static readonly (byte[] Magic, string Name)[] Others =
    [
        ("PK\u0003\u0004"u8.ToArray(), "a zip archive"),
        ("PK\u0005\u0006"u8.ToArray(), "a zip archive"),
        ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7z archive"),
        ("Rar!"u8.ToArray(), "a rar archive"),
        ("LZIP"u8.ToArray(), "compressed by lzip"),
        ([0x5d, 0, 0], "compressed by lzma"),
        ([0x1f, 0x9d], "compressed by compress"),
        ("!<arch>\n"u8.ToArray(), "an ar archive or a Debian package"),
        ("070701"u8.ToArray(), "a cpio archive"),
        ([0xed, 0xab, 0xee, 0xdb], "an RPM package"),
        ("<!"u8.ToArray(), "a web page"),
        ("<html"u8.ToArray(), "a web page"),
    ];

    /// <summary>Tells the format.</summary>
    /// <param name="head">The first bytes of the file.</param>
    /// <param name="title">What it is called, for the error.</param>
    /// <exception cref="ArchiveUnreadableException">It is nothing that can be read.</exception>
    public static ArchiveFormat Detect(ReadOnlySpan<byte> head, string title)
    {
        if (head.IsEmpty)
        {
            throw new ArchiveUnreadableException(title, "it is empty");
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            return Gzip;
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]))
        {
            return Xz;
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]))
        {
            return Zstd;
        }
        if (head.StartsWith("BZh"u8))
        {
            return Bzip2;
        }
        if (IsTar(head))
        {
            return Plain;
        }
        foreach (var (magic, name) in Others)
        {
            if (head.StartsWith(magic))
            {
                throw new ArchiveUnreadableException(title, $"it is {name}");
            }
        }
        throw new ArchiveUnreadableException(title, "it is no archive");
    }

    // The first block's checksum is the sum of its bytes, with its own eight taken for spaces: in octal, as tar(5) has it.
    private static bool IsTar(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeadLength)
        {
            return false;
        }
        if (!head.ContainsAnyExcept((byte)0))
        {
            // An archive of nothing is its end mark alone.
            return true;
        }
        var said = 0;
        foreach (var b in head[148..156])
        {
            if (b is >= (byte)'0' and <= (byte)'7')
            {
                said = (said * 8) + (b - '0');
            }
        }
        var sum = 8 * ' ';
        for (var i = 0; i < HeadLength; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : head[i];
        }
        return sum == said;
    }
}
