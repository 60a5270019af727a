using Xunit;

namespace IpvsPS.UnitTests.Help;

/// <summary>Each page says what privilege its cmdlet wants, and what an ordinary user gets; the tests of privileges in the lab compare the
/// capability.</summary>
public sealed class PagePrivilegeTests
{
    public static TheoryData<string> Names => CmdletPages.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void TheNotesSayWhatAnOrdinaryUserGets(string name)
    {
        string notes = CmdletPages.Read(name).Notes;

        Assert.Contains("ordinary user", notes, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(@"\bCAP_\w+|\broot\b|no privilege", notes);
    }
}
