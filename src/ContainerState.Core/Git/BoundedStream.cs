using System.Security.Cryptography;

namespace ContainerState.Git;

/// <summary>The next so many bytes of a stream. Knows its length and position, as a writer of tar entries needs it to.</summary>
/// <param name="inner">The stream.</param>
/// <param name="length">How many bytes.</param>
/// <param name="hash">Is given all that is read; null for nothing.</param>
internal sealed class BoundedStream(Stream inner, long length, IncrementalHash? hash = null) : Stream
{
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_position == length || buffer.IsEmpty)
        {
            return 0;
        }
        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, length - _position)]);
        if (read == 0)
        {
            throw new EndOfStreamException($"The stream ends {length - _position} bytes early.");
        }
        hash?.AppendData(buffer[..read]);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Only to where it is.</summary>
    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _position + offset, _ => length + offset };
        return target == _position ? target : throw new NotSupportedException("The stream is read from its beginning to its end.");
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("The stream is only read.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is only read.");

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }
}
