namespace IpvsPS.Ipvs;

/// <summary>What a real server knows of its service; the real servers of one listing share it.</summary>
internal sealed record class IpvsServiceReference(IpvsServiceId Id, NetNamespace? NetNamespace)
{
    private IpvsService? _service;
    private string? _text;

    public IpvsServiceReference(IpvsService service)
        : this(service.Id, service.NetNamespace) => _service = service;

    public static IpvsServiceReference Default { get; } =
        new(IpvsServiceId.ForAddress(InetAddress.Zero(AddressFamily.IPv4), 0, IpvsProtocol.Tcp), null);

    /// <summary>The service line of ipvsadm, or the identity where no more is known; made when first asked for.</summary>
    public string Text
    {
        get => _text ??= _service?.ToString() ?? Id.ToString();
        init => _text = value;
    }

    /// <summary>The same for another service: nothing but its identity is known.</summary>
    public IpvsServiceReference With(IpvsServiceId id) => id == Id ? this : new(id, NetNamespace);
}
