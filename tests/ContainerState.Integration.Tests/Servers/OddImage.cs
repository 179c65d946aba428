using System.Security.Cryptography;
using ContainerState.Definitions;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>The image of <see cref="TestImage"/> with something changed in it.</summary>
internal sealed class OddImage : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-odd-").FullName;

    private string File => Path.Combine(_folder, "root.squashfs");

    /// <summary>Makes one.</summary>
    /// <param name="change">Changes the files below a folder.</param>
    public static async Task<OddImage> MakeAsync(Action<string> change)
    {
        var image = new OddImage();
        var root = Path.Combine(image._folder, "root");
        await ProgramRunner.RunAsync(new ProgramCommand("unsquashfs").With("-quiet", "-no-progress", "-dest", root, TestImage.File));
        change(root);
        await ProgramRunner.RunAsync(
            new ProgramCommand("tar2sqfs").With("-q", "-c", "zstd", image.File),
            (input, cancel) => ProgramRunner.RunAsync(
                new ProgramCommand("tar").With("-C", root, "--sort=name", "--numeric-owner", "--mtime=@0", "-cf", "-", "."),
                output: (output, stop) => output.CopyToAsync(input, stop),
                cancel: cancel));
        return image;
    }

    /// <summary>A server of it.</summary>
    public ServerImage Image(ServerDefinition definition)
    {
        var bytes = System.IO.File.ReadAllBytes(File);
        return TestImage.Image(definition) with
        {
            Id = Convert.ToHexStringLower(SHA1.HashData(bytes)),
            Layers = [new ImageLayer(Convert.ToHexStringLower(SHA1.HashData(bytes)), File, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length)],
            SizeBytes = bytes.Length,
        };
    }

    /// <summary>What a shell in the server does, then it sleeps.</summary>
    /// <param name="script">What it does.</param>
    /// <param name="writable">Where it may write; the usual when empty.</param>
    public ServerImage Shell(string script, params IReadOnlyList<WritablePath> writable)
    {
        var definition = TestImage.Shell(script).Definition;
        return Image(writable.Count > 0 ? definition with { Writable = writable } : definition);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
