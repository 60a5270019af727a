namespace IpvsPS.Testing;

/// <summary>Reads the listings of ipvsadm, some of which lack rows. The kernel's place in a listing of services is a number of rows
/// that counts those of all namespaces: where a namespace with services ends between two datagrams, rows of the others are left out
/// (Linux 6.1: in 2 of 240 listings of 500 services).</summary>
public static class SettledText
{
    /// <summary>Reads until two readings in a row agree.</summary>
    /// <exception cref="TimeoutException">No two do in a minute.</exception>
    public static string Read(Func<string> read)
    {
        string text = read();
        Poll.Until(() => text == (text = read()), "two readings that agree");
        return text;
    }
}
