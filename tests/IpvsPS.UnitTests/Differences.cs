using Xunit;

namespace IpvsPS.UnitTests;

/// <summary>Fails a test with everything that differs at once, a line each.</summary>
internal static class Differences
{
    public static void AssertNone(params IEnumerable<string>[] differences)
    {
        string[] all = [.. differences.SelectMany(lines => lines)];
        if (all.Length > 0)
        {
            Assert.Fail(string.Join('\n', all));
        }
    }
}
