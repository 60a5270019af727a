using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>
/// The real servers of a table's services, in arrays that are lent and given back. As an array a service they
/// would be moved by the collections that reading a large file sets off, and be fresh memory each time: with 50,000 of them
/// that took twice as long as reading the file.
/// </summary>
internal sealed class RealServerStore : IDisposable
{
    /// <summary>The runtime keeps arrays of 85,000 bytes and more apart: in memory that is always fresh, and with a collection of all for
    /// each few megabytes of them.</summary>
    private const int ArrayLength = 1024;

    /// <summary>Enough for 50,000 real servers, and 3 MB.</summary>
    private const int MostSpare = 52;

    /// <summary>Arrays that were given back. The runtime's pool would have to be compiled for real servers in each new process.</summary>
    private static readonly Stack<RealServer[]> Spare = new();

    private readonly List<RealServer[]> _arrays = [];
    private int _used;

    /// <summary>How many of the last that are used belong to the service that is being read.</summary>
    private int _added;

    /// <summary>Adds a real server to those of the service that is being read.</summary>
    public void Add(in RealServer server)
    {
        if (_arrays.Count == 0 || _used == _arrays[^1].Length)
        {
            MoveAdded();
        }

        _arrays[^1][_used++] = server;
        _added++;
    }

    /// <summary>The real servers that have been added; the next one is another service's.</summary>
    public RealServerRange TakeAdded()
    {
        RealServerRange taken = _added == 0 ? default : new RealServerRange(_arrays[^1], _used - _added, _added);
        _added = 0;
        return taken;
    }

    /// <summary>Forgets those that have been added: what they were read from is read again.</summary>
    public void DropAdded()
    {
        _used -= _added;
        _added = 0;
    }

    /// <summary>A service's real servers lie in one array: where it is full, those that are in it already move to the next.</summary>
    private void MoveAdded()
    {
        RealServer[] array = Rent(Math.Max(ArrayLength, 2 * _added));
        if (_added > 0)
        {
            Array.Copy(_arrays[^1], _used - _added, array, 0, _added);
        }

        _arrays.Add(array);
        _used = _added;
    }

    /// <summary>Gives the arrays back: nothing may be read from them any more.</summary>
    public void Dispose()
    {
        _arrays.ForEach(Return);
        _arrays.Clear();
    }

    private static RealServer[] Rent(int length)
    {
        lock (Spare)
        {
            return length == ArrayLength && Spare.TryPop(out RealServer[]? array) ? array : new RealServer[length];
        }
    }

    private static void Return(RealServer[] array)
    {
        lock (Spare)
        {
            if (array.Length == ArrayLength && Spare.Count < MostSpare)
            {
                Spare.Push(array);
            }
        }
    }
}
