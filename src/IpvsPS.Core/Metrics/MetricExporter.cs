using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Metrics;

/// <summary>Reads tables and writes them as metrics; one at a time, however many ask.</summary>
/// <param name="sources">The tables; the exporter closes them.</param>
/// <param name="options">Which metrics.</param>
public sealed class MetricExporter(IReadOnlyList<MetricSource> sources, MetricOptions options) : IDisposable
{
    private readonly object _gate = new();

    /// <summary>Kept from one time to the next: memory of this size is fresh pages each time it is asked for.</summary>
    private readonly byte[] _buffer = new byte[MetricWriter.BufferBytes];
    private bool _isClosed;

    /// <summary>Which metrics it writes.</summary>
    public MetricOptions Options => options;

    /// <summary>Reads every table and writes them; what cannot be read is thrown, and nothing is written.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="format">The format.</param>
    /// <param name="cancellation">Ends the reading and the writing.</param>
    /// <exception cref="NetNamespaceException">A namespace has gone.</exception>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Write(Stream stream, MetricFormat format, CancellationToken cancellation)
    {
        lock (_gate)
        {
            foreach (MetricSource source in sources)
            {
                source.Read(options, cancellation);
            }

            WriteRead(stream, format, cancellation);
        }
    }

    /// <summary>Reads the tables and writes those that can be read; <c>ipvs_up</c> is 0 for the others.</summary>
    /// <param name="begun">Called when everything has been read, before the first byte; gives the stream.</param>
    /// <param name="format">The format.</param>
    /// <param name="cancellation">Ends the reading and the writing.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void WriteWhatIsUp(Func<Stream> begun, MetricFormat format, CancellationToken cancellation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            foreach (MetricSource source in sources)
            {
                try
                {
                    source.Read(options, cancellation);
                }
                catch (Exception e) when (e is NetNamespaceException or NetlinkException)
                {
                    // ipvs_up says so to whoever asks.
                }
            }

            WriteRead(begun(), format, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (MetricSource source in sources)
            {
                source.Dispose();
            }
        }
    }

    private void WriteRead(Stream stream, MetricFormat format, CancellationToken cancellation)
    {
        var writer = new MetricWriter(stream, format, _buffer, cancellation);
        if (options.IsNodeExporter)
        {
            NodeExporterMetrics.Write(writer, sources);
        }
        else
        {
            IpvsMetrics.Write(writer, sources, options);
        }

        writer.End();
    }
}
