namespace IpvsPS.UnitTests.Views;

/// <summary>Objects as the cmdlets write them: of both families, with the longest addresses, with everything and with next to
/// nothing.</summary>
internal static class ViewSamples
{
    public static IReadOnlyList<ViewSample> All { get; } =
    [
        .. ServiceSamples.All,
        .. TrafficSamples.All,
        .. StatisticViewSamples.All,
        .. ConfigurationSamples.All,
        .. HealthSamples.All,
        .. DiagnosisSamples.All,
        .. KubernetesSamples.All,
        .. DirectRoutingSamples.All,
        .. LinkSamples.All,
        .. RouteSamples.All,
        .. NamespaceSamples.All,
    ];
}
