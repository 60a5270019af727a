using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IpvsPS.Lab.Engine;

/// <summary>
/// Fetches a page as curl would, on the pipeline's own thread and over a connection of its own, so that an
/// entered network namespace is where the request comes from.
/// </summary>
[Cmdlet(VerbsCommon.Get, "Page")]
[OutputType(typeof(string))]
public sealed class GetPageCommand : PSCmdlet
{
    private const int TimeoutMilliseconds = 5000;

    [Parameter(Mandatory = true, Position = 0)]
    public Uri? Uri { get; set; }

    protected override void EndProcessing()
    {
        try
        {
            WriteObject(Fetch(Uri!));
        }
        catch (SocketException error)
        {
            WriteError(new ErrorRecord(error, "PageNotFetched", ErrorCategory.ConnectionError, Uri));
        }
    }

    private static string Fetch(Uri uri)
    {
        var address = IPAddress.Parse(uri.Host);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            SendTimeout = TimeoutMilliseconds, // Linux limits a synchronous connect by it, too.
            ReceiveTimeout = TimeoutMilliseconds,
        };
        socket.Connect(new IPEndPoint(address, uri.Port));
        socket.Send(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"GET {uri.PathAndQuery} HTTP/1.0\r\nHost: {uri.Authority}\r\n\r\n")));
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        string answer = reader.ReadToEnd();
        int body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return body < 0 ? answer : answer[(body + 4)..].TrimEnd();
    }
}
