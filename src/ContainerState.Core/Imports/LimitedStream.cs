using ContainerState.Errors;

namespace ContainerState.Imports;

/// <summary>What an archive unpacks to, read from its beginning to its end and no further than a limit.</summary>
/// <remarks>It cannot seek, so that nothing is skipped unread: an archive that is cut short shows.</remarks>
internal sealed class LimitedStream(Stream inner, long limit, string title) : Stream
{
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("The length is known at the end.");

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("The stream is read from its beginning to its end.");
    }

    /// <inheritdoc/>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ArchiveTooLarge"/>: There is more than the limit.</exception>
    public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream is read from its beginning to its end.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("The stream is only read.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is only read.");

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    private int Count(int read)
    {
        _position += read;
        return _position <= limit ? read : throw ImportFaults.ArchiveTooLarge(title, $"{ArchiveFile.Bytes(limit)} when unpacked");
    }
}
