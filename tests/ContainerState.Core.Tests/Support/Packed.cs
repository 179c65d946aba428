using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Support;

/// <summary>Archives as others make them.</summary>
internal static class Packed
{
    /// <summary>The bytes of a tar archive.</summary>
    public static byte[] Tar(Action<TarWriter> write)
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            write(tar);
        }
        return archive.ToArray();
    }

    /// <summary>Bytes compressed by gzip, xz, zstd or bzip2; as they are for "tar".</summary>
    public static async Task<byte[]> ByAsync(string program, byte[] content)
    {
        using var packed = new MemoryStream();
        switch (program)
        {
            case "tar":
                return content;
            case "gzip":
                await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
                {
                    await gzip.WriteAsync(content);
                }
                break;
            default:
                Assert.SkipUnless(ProgramRunner.Find(program) is not null, $"{program} is not installed.");
                await ProgramRunner.RunAsync(
                    new ProgramCommand(program).With("--compress", "--stdout"),
                    async (stream, cancel) => await stream.WriteAsync(content, cancel),
                    async (stream, cancel) => await stream.CopyToAsync(packed, cancel));
                break;
        }
        return packed.ToArray();
    }

    /// <summary>The SHA-256 of bytes, in hexadecimal digits.</summary>
    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
