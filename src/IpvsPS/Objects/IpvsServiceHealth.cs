namespace IpvsPS.Objects;

/// <summary>How one service of a configuration is watched.</summary>
public sealed class IpvsServiceHealth : ServicePart
{
    private readonly IpvsPS.IpvsService _service = new();

    /// <summary>Makes a section, to be filled in.</summary>
    public IpvsServiceHealth() { }

    internal IpvsServiceHealth(Ipvs.IpvsServiceId service, State.HealthPolicy policy)
    {
        _service.Id = service;
        Health = Configuration.HealthSection.Format(policy);
    }

    /// <summary>The value of the service's key health in a configuration file, as JSON.</summary>
    public string Health { get; set; } = "{ }";

    internal Ipvs.IpvsServiceId Id => _service.Id;

    private protected override IpvsServiceItem Item => _service;

    private protected override IpvsPS.NetNamespace? Place { get; set; }

    /// <summary>The service and how it is watched.</summary>
    /// <returns>Such as <c>TCP 10.0.0.8:80 { "check": [{ "kind": "Tcp" }] }</c>.</returns>
    public override string ToString() => $"{_service.Id} {Health}";
}
