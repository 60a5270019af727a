using Xunit;

namespace IpvsPS.UnitTests.Faults;

/// <summary>Every fault at the socket meets every call of every client: a typed error or the right answer, in bounded time, and the socket
/// closed.</summary>
public sealed class FaultTests
{
    private static readonly Dictionary<string, ClientCall> Calls = ClientCall.All.ToDictionary(call => call.Name);
    private static readonly Dictionary<string, Fault> Faults = Fault.All.ToDictionary(fault => fault.Name);

    public static TheoryData<string> Names => new(Calls.Keys);

    public static MatrixTheoryData<string, string> Pairs => new(Calls.Keys, Faults.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_a_fault_there_is_an_answer(string call)
    {
        (string outcome, string answer, _) = Calls[call].Make(Fault.None);
        Assert.Equal(Fault.RightAnswer, outcome);
        Assert.NotEmpty(answer);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_fault_ends_as_it_should(string call, string fault)
    {
        (string outcome, string answer, _) = Calls[call].Make(Faults[fault]);
        Assert.Contains(outcome, Faults[fault].Outcomes);
        if (outcome == Fault.RightAnswer)
        {
            Assert.Equal(Calls[call].Make(Fault.None).Answer, answer);
        }
    }

    [Fact]
    public void The_table_in_the_documents_is_what_the_tests_saw() =>
        GeneratedSection.Check(
            Path.Combine(RepositoryPaths.Root, "tests", "IpvsPS.UnitTests", "Faults", "faults.md"),
            "faults",
            FaultTable.Write()
        );
}
