using IpvsPS.Commands;
using IpvsPS.Objects;
using Xunit;

namespace IpvsPS.UnitTests.Statistics;

/// <summary>Which samples are written, and in which order.</summary>
public sealed class SampleSelectionTests
{
    private static readonly IpvsStatisticSample[][] Groups =
    [
        [Sample("a", 1, active: 9), Server("a", 1), Server("a", 3)],
        [Sample("b", 5, isChanged: true), Server("b", 4, isChanged: true), Server("b", 1)],
        [Sample("c", 3, isChanged: true)],
    ];

    [Theory]
    [InlineData(IpvsStatisticOrder.Name, null, false, "a1 a/1 a/3 b5 b/4 b/1 c3")]
    [InlineData(IpvsStatisticOrder.Connections, null, false, "b5 b/4 b/1 c3 a1 a/3 a/1")]
    [InlineData(IpvsStatisticOrder.Connections, 1, false, "b5 b/4 b/1")]
    [InlineData(IpvsStatisticOrder.Active, 1, false, "a1 a/1 a/3")]
    [InlineData(IpvsStatisticOrder.Name, null, true, "b5 b/4 c3")]
    [InlineData(IpvsStatisticOrder.Bytes, 2, false, "a1 a/1 a/3 b5 b/4 b/1")]
    public void Services_come_with_their_real_servers(IpvsStatisticOrder order, int? top, bool isChangedOnly, string expected) =>
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                new SampleSelection(order, top, isChangedOnly)
                    .Select(Groups)
                    .Select(sample => $"{sample.Service}{(sample.RealAddress is null ? "" : "/")}{sample.ConnectionsPerSecond}")
            )
        );

    private static IpvsStatisticSample Sample(string service, double rate, long active = 0, bool isChanged = false) =>
        new()
        {
            Service = service,
            ConnectionsPerSecond = rate,
            ActiveConnections = active,
            IsChanged = isChanged,
        };

    private static IpvsStatisticSample Server(string service, double rate, bool isChanged = false) =>
        new()
        {
            Service = service,
            RealAddress = "10.1.0.1",
            ConnectionsPerSecond = rate,
            IsChanged = isChanged,
        };
}
