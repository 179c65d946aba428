namespace ContainerState.Servers;

/// <summary>Reads a secret from where it comes.</summary>
public static class SecretSource
{
    /// <summary>All of a stream, or a little more than a secret may hold, so that one that is too large is refused and not cut.</summary>
    /// <param name="source">The stream; it is closed.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<byte[]> ReadAsync(Stream source, CancellationToken cancel = default)
    {
        await using var _ = source.ConfigureAwait(false);
        var bytes = new byte[StartInputs.MostSecretBytes + 1];
        var read = await source.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        var secret = bytes[..read];
        Array.Clear(bytes);
        return secret;
    }
}
