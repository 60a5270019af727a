using System.Text;

namespace IpvsPS.UnitTests.Faults;

/// <summary>Every pair of a fault and a call, as a table in Markdown: a line for each outcome of a fault, with the calls that end
/// so.</summary>
internal static class FaultTable
{
    public static string Write()
    {
        var text = new StringBuilder();
        text.AppendLine($"{Fault.All.Length} faults × {ClientCall.All.Length} calls = {Fault.All.Length * ClientCall.All.Length} pairs.")
            .AppendLine();
        text.AppendLine("| fault | what the call gives | calls |");
        text.AppendLine("|---|---|---|");
        foreach (Fault fault in Fault.All)
        {
            ILookup<string, ClientCall> outcomes = ClientCall.All.ToLookup(call => call.Make(fault).Outcome);
            foreach (IGrouping<string, ClientCall> outcome in outcomes.OrderBy(group => Array.IndexOf(fault.Outcomes, group.Key)))
            {
                text.AppendLine(
                    $"| {fault.Name} | {outcome.Key} | {(outcomes.Count == 1 ? $"all {ClientCall.All.Length}" : List(outcome))} |"
                );
            }
        }

        text.AppendLine()
            .AppendLine(
                "The calls, each a method of a client in `src/IpvsPS.Core`; "
                    + "\"itself\" is opening the client, which for IPVS looks up the kernel's id of the family."
            )
            .AppendLine();
        foreach (IGrouping<Type, ClientCall> client in ClientCall.All.GroupBy(call => call.Client))
        {
            text.AppendLine($"- `{client.Key.Name}`: {string.Join(", ", client.Select(ShortName))}");
        }

        return text.ToString();
    }

    private static string List(IEnumerable<ClientCall> calls) =>
        string.Join(
            "; ",
            calls.GroupBy(call => call.Client).Select(client => $"`{client.Key.Name}`: {string.Join(", ", client.Select(ShortName))}")
        );

    private static string ShortName(ClientCall call) => call.Method is null ? "itself" : call.Name[(call.Client.Name.Length + 1)..];
}
