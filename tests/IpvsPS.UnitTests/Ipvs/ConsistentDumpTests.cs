using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>Whole listings out of torn readings. A row is a letter for its identity and a figure for the rest.</summary>
public sealed class ConsistentDumpTests
{
    /// <summary>Readings come apart at blanks, and a reading of one datagram is in brackets.</summary>
    [Theory]
    [InlineData("[] a1", "", 1)]
    [InlineData("[a1,b1] a2", "a1,b1", 1)]
    [InlineData("[a1,b1,b1,c1] a2", "a1,b1,c1", 1)]
    [InlineData("a1,b1 a2,b2 a3", "a2,b2", 2)]
    [InlineData("a1,b1,b2,c1 a2,b3,c2 x1", "a2,b3,c2", 2)]
    [InlineData("a1,c1 a2,b2,c2 a3,b3,c3 x1", "a3,b3,c3", 3)]
    [InlineData("a1,b1,c1 a2 a3,b3,c3 a4,b4,c4 x1", "a4,b4,c4", 4)]
    public void It_is_read_until_two_readings_have_the_same_rows(string readings, string whole, int count)
    {
        (string rows, int read) = Read(readings.Split(' '));
        Assert.Equal((whole, count), (rows, read));
    }

    /// <summary>For who reads a table again and again: while its rows stay the same, it is read once each time.</summary>
    [Theory]
    [InlineData("a9,b9", "a1,b1 x1", "a1,b1", 1)]
    [InlineData("a9,b9,c9", "a1,b1 a2,b2,c2 a3,b3,c3 x1", "a3,b3,c3", 3)]
    [InlineData("a9", "a1,b1 a2,b2 x1", "a2,b2", 2)]
    public void One_reading_is_enough_where_it_has_the_rows_of_the_listing_before(string earlier, string readings, string whole, int count)
    {
        (string rows, int read) = Read(readings.Split(' '), [.. earlier.Split(',')]);
        Assert.Equal((whole, count), (rows, read));
    }

    [Fact]
    public void Of_a_table_that_never_stands_still_all_is_there_that_any_reading_had()
    {
        string[] readings = ["b1,c1,z1", "a2,c2,d2", "a3,b3,d3,e3", "a4,b4,c4", "b5,c5,d5", "a6,b6", "a7,c7,d7", "c8,d8", "a9,b9,c9,d9"];
        Assert.Equal(("a7,b6,c8,d8,e3,z1", 8), Read(readings));
    }

    private static (string Rows, int Readings) Read(string[] readings, List<string>? earlier = null)
    {
        int count = 0;
        var rows = new List<string> { "what was in the list before" };
        ConsistentDump.Read(
            rows,
            into =>
            {
                string reading = readings[count++];
                into.Clear();
                into.AddRange(reading.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries));
                return reading[0] == '[' ? 1 : 2;
            },
            (left, right) => left[0].CompareTo(right[0]),
            earlier
        );
        return (string.Join(',', rows), count);
    }
}
