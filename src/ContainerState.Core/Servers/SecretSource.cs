using ContainerState.Errors;

namespace ContainerState.Servers;

/// <summary>Reads secrets from where they come.</summary>
public static class SecretSource
{
    /// <summary>All of a stream, or a little more than a secret may hold, so that one that is too large is refused and not cut.</summary>
    /// <param name="source">The stream; it is closed.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<byte[]> ReadAsync(Stream source, CancellationToken cancel = default)
    {
        await using var _ = source;
        var bytes = new byte[StartInputs.MostSecretBytes + 1];
        var read = await source.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        var secret = bytes[..read];
        Array.Clear(bytes);
        return secret;
    }

    /// <summary>The options with the secrets of their files in place of the files.</summary>
    /// <exception cref="InvalidNameException">A secret is given twice, or its file is no absolute path.</exception>
    internal static async Task<StartOptions> ReadFilesAsync(StartOptions options, CancellationToken cancel)
    {
        var secrets = new Dictionary<string, byte[]>(options.Secrets, StringComparer.Ordinal);
        foreach (var (name, file) in options.SecretFiles)
        {
            RequireAbsolute(name, file);
            if (!secrets.TryAdd(name, await ReadAsync(File.OpenRead(file), cancel)))
            {
                throw new InvalidNameException("secret", name, "each name once");
            }
        }
        return options with { Secrets = secrets, SecretFiles = new Dictionary<string, string>(StringComparer.Ordinal) };
    }

    /// <summary>Refuses a file that would be another in another folder.</summary>
    internal static void RequireAbsolute(string name, string file)
    {
        if (!Path.IsPathFullyQualified(file))
        {
            throw new InvalidNameException("secret", name, "the absolute path of its file");
        }
    }
}
