namespace IpvsPS.Testing;

/// <summary>Makes whole listings of what a tool prints that reads each once. The kernel's place in a listing of services is a number
/// of rows, those of other namespaces among them: where a namespace with services ends between two datagrams, rows are left out
/// (Linux 6.1: 2 of 240 listings of 500 services by ipvsadm).</summary>
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
