using System.Buffers.Text;
using System.Text;
using IpvsPS.Ipvs;

namespace IpvsPS.Metrics;

/// <summary>
/// Writes metrics as bytes through one buffer: a large table has half a million samples, 80 MB, which are never held together.
/// </summary>
/// <param name="stream">Where to; it gets all of the buffer at once.</param>
/// <param name="format">The format.</param>
/// <param name="buffer">The buffer, of <see cref="BufferBytes"/> where much is written.</param>
/// <param name="cancellation">Ends the writing whenever the buffer is full.</param>
internal sealed class MetricWriter(Stream stream, MetricFormat format, byte[] buffer, CancellationToken cancellation = default)
{
    /// <summary>Half of it takes a quarter longer to send over loopback, where each call wakes the reader; more brings nothing.</summary>
    public const int BufferBytes = 128 << 10;

    /// <summary>More than a number, an address or one of this file's literals takes.</summary>
    private const int Room = 64;

    private int _count;
    private bool _hasLabels;

    /// <summary>Begins a family: every sample of it follows.</summary>
    public void Begin(MetricFamily family) => Append(format == MetricFormat.OpenMetrics ? family.OpenHead : family.TextHead);

    /// <summary>Begins a sample.</summary>
    public void Start(MetricFamily family)
    {
        Append(family.SampleName);
        _hasLabels = false;
    }

    /// <summary>Adds labels that are written out already; none where they are empty.</summary>
    public void Labels(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            Separate();
            Append(text);
        }
    }

    /// <summary>Adds a label.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, as it is.</param>
    public void Label(ReadOnlySpan<byte> name, string value)
    {
        Separate();
        Append(name);
        Append("=\""u8);
        Append(Encoding.UTF8.GetBytes(MetricLabels.Escape(value)));
        Append("\""u8);
    }

    /// <summary>Adds the label of a real server's address.</summary>
    public void Address(InetAddress address)
    {
        Separate();
        Append("address=\""u8);
        Reserve();
        _count += address.Format(buffer.AsSpan(_count));
        Append("\""u8);
    }

    /// <summary>Adds the labels of a real server.</summary>
    public void Server(in RealServer server)
    {
        Address(server.Address);
        Append(",port=\""u8);
        Number(server.Port);
        Append("\""u8);
    }

    /// <summary>Ends the sample with its value.</summary>
    public void Value(ulong value)
    {
        Append(_hasLabels ? "} "u8 : " "u8);
        Number(value);
        Append("\n"u8);
    }

    /// <summary>Writes a whole sample.</summary>
    /// <param name="family">Its family.</param>
    /// <param name="labels">Its labels, written out already; none where they are empty.</param>
    /// <param name="value">Its value.</param>
    public void Sample(MetricFamily family, ReadOnlySpan<byte> labels, ulong value)
    {
        Start(family);
        Labels(labels);
        Value(value);
    }

    /// <summary>Ends the text.</summary>
    public void End()
    {
        if (format == MetricFormat.OpenMetrics)
        {
            Append("# EOF\n"u8);
        }

        Flush();
    }

    private void Separate()
    {
        Append(_hasLabels ? ","u8 : "{"u8);
        _hasLabels = true;
    }

    private void Number(ulong value)
    {
        Reserve();
        Utf8Formatter.TryFormat(value, buffer.AsSpan(_count), out int written);
        _count += written;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > buffer.Length - _count)
        {
            int part = buffer.Length - _count;
            bytes[..part].CopyTo(buffer.AsSpan(_count));
            _count += part;
            bytes = bytes[part..];
            Flush();
        }

        bytes.CopyTo(buffer.AsSpan(_count));
        _count += bytes.Length;
    }

    private void Reserve()
    {
        if (buffer.Length - _count < Room)
        {
            Flush();
        }
    }

    private void Flush()
    {
        cancellation.ThrowIfCancellationRequested();
        stream.Write(buffer, 0, _count);
        _count = 0;
    }
}
