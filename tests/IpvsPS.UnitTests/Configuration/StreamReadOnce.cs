namespace IpvsPS.UnitTests.Configuration;

/// <summary>A stream as a pipe is, which gives a little at a time and cannot be read again.</summary>
internal sealed class StreamReadOnce(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1000));
}
