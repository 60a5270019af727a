using Xunit;

namespace IpvsPS.UnitTests;

/// <summary>A part of a document that a test writes: it stands between two comments, and the test fails when it is not what the test would
/// write.</summary>
internal static class GeneratedSection
{
    /// <summary>Set to 1, it has the documents written instead of compared.</summary>
    public const string Variable = "IPVSPS_WRITE_DOCUMENTS";

    public static void Check(string path, string name, string content)
    {
        string start = $"<!-- {name}: written by the tests -->";
        string end = $"<!-- end of {name} -->";
        string document = File.ReadAllText(path);
        int from = document.IndexOf(start, StringComparison.Ordinal) + start.Length;
        int to = document.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from > start.Length && to > from, $"{path} has no '{start}' before an '{end}'.");
        string fresh = $"{document[..from]}\n{content}{document[to..]}";
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(path, fresh);
        }
        else if (fresh != document)
        {
            Assert.Fail(
                $"The section '{name}' of {path} is not what the tests see now. Look at the change, and write it with\n    "
                    + $"{Variable}=1 dotnet test tests/IpvsPS.UnitTests --filter "
                    + $"FullyQualifiedName~The_table_in_the_documents\n{content}"
            );
        }
    }
}
