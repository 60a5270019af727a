using System.Runtime.InteropServices;

namespace IpvsPS.Ipvs;

/// <summary>
/// Makes whole listings of readings that the kernel may have torn. Its place in a listing is a number of rows, counted over
/// every namespace's services, and it never says that rows before that place came or went between two datagrams: then rows
/// behind it come twice or are left out (<c>ip_vs_genl_dump_services</c> and <c>ip_vs_genl_dump_dests</c>,
/// <c>net/netfilter/ipvs/ip_vs_ctl.c</c>). Rows of one datagram were read under the kernel's lock, so none of them is left out.
/// </summary>
internal static class ConsistentDump
{
    /// <summary>Of so many readings that all differ, one more would too.</summary>
    private const int MaxReadings = 8;

    /// <summary>
    /// Reads a listing: once where it comes in one datagram, else until two readings in a row have the same rows. While the
    /// table never stands still that long, what any of the readings has is in the listing: a row that is there all the time would
    /// have to be left out by every one.
    /// </summary>
    /// <param name="rows">Takes the listing, sorted, each row once.</param>
    /// <param name="read">Reads into a list in place of what it held, sorts it, and returns the number of datagrams.</param>
    /// <param name="compare">The order, which tells rows apart.</param>
    /// <param name="earlier">
    /// The listing as it was read before, where it was: one that has the same rows is the second of two that agree.
    /// </param>
    public static void Read<T>(List<T> rows, Func<List<T>, int> read, Comparison<T> compare, List<T>? earlier = null)
    {
        bool isWhole = read(rows) <= 1;
        DropRepeated(rows, compare);
        if (isWhole || (earlier is not null && AreSame(earlier, rows, compare)))
        {
            return;
        }

        List<T> every = [.. rows];
        List<T> former = [];
        for (int reading = 2; reading <= MaxReadings; reading++)
        {
            former.Clear();
            former.AddRange(rows);
            read(rows);
            DropRepeated(rows, compare);
            if (AreSame(former, rows, compare))
            {
                return;
            }

            every = Merge(every, rows, compare);
        }

        rows.Clear();
        rows.AddRange(every);
    }

    private static void DropRepeated<T>(List<T> rows, Comparison<T> compare)
    {
        int kept = Math.Min(rows.Count, 1);
        for (int i = 1; i < rows.Count; i++)
        {
            if (compare(rows[kept - 1], rows[i]) == 0)
            {
                continue;
            }

            if (kept < i)
            {
                rows[kept] = rows[i];
            }

            kept++;
        }

        CollectionsMarshal.SetCount(rows, kept);
    }

    private static bool AreSame<T>(List<T> left, List<T> right, Comparison<T> compare)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (compare(left[i], right[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rows of both; of a row that both have, the newer.</summary>
    private static List<T> Merge<T>(List<T> older, List<T> newer, Comparison<T> compare)
    {
        var merged = new List<T>(newer.Count);
        int next = 0;
        foreach (T row in newer)
        {
            while (next < older.Count && compare(older[next], row) is var order && order <= 0)
            {
                if (order < 0)
                {
                    merged.Add(older[next]);
                }

                next++;
            }

            merged.Add(row);
        }

        merged.AddRange(older.Skip(next));
        return merged;
    }
}
