using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>Clients of UDP, each with a port of its own, that want no answer: senders.pl.</summary>
internal static class Senders
{
    /// <summary>Sends from a namespace.</summary>
    /// <param name="from">The namespace.</param>
    /// <param name="address">Where to.</param>
    /// <param name="port">The port there.</param>
    /// <param name="clients">How many clients.</param>
    /// <param name="times">How many datagrams each sends.</param>
    public static void Send(ScratchNamespace from, string address, int port, int clients, int times) =>
        from.Native($"perl {Repository.File("tests/IpvsPS.KernelTests/Diagnosis/senders.pl")} {address} {port} {clients} {times}");
}
