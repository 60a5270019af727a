using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>One thing that direct routing or tunnelling to a virtual address needs in a network namespace, and how it stands.</summary>
public sealed class IpvsDirectRouting
{
    private readonly IpvsDirectRoutingItem _item;

    /// <summary>Makes an object to be filled in.</summary>
    public IpvsDirectRouting()
        : this(new IpvsDirectRoutingItem()) { }

    internal IpvsDirectRouting(IpvsDirectRoutingItem item) => _item = item;

    /// <summary>The virtual address.</summary>
    public string VirtualAddress
    {
        get => _item.VirtualAddress.ToString();
        set => _item.VirtualAddress = AddressText.Read(value) ?? throw new FormatException("Direct routing is about a virtual address.");
    }

    /// <summary>DirectRoute or Tunnel.</summary>
    public IpvsForwardingMethod ForwardingMethod
    {
        get => _item.ForwardingMethod;
        set => _item.ForwardingMethod = value;
    }

    /// <summary>The encapsulation where the method is Tunnel, else null.</summary>
    public IpvsTunnelType? TunnelType
    {
        get => _item.TunnelType;
        set => _item.TunnelType = value;
    }

    /// <summary>What is needed.</summary>
    public IpvsDirectRoutingRequirement Requirement
    {
        get => _item.Requirement;
        set => _item.Requirement = value;
    }

    /// <summary>Whether it is so.</summary>
    public bool IsMet
    {
        get => _item.IsMet;
        set => _item.IsMet = value;
    }

    /// <summary>The name of the link that it is about; null where it is about none in particular.</summary>
    public string? Link
    {
        get => _item.LinkName;
        set => _item.LinkName = string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>How it is: a link, a state, or the value in force of a sysctl, which is the larger one of conf.all's and the
    /// link's.</summary>
    public string Current
    {
        get => _item.Current;
        set => _item.Current = value;
    }

    /// <summary>How it must be.</summary>
    public string Required
    {
        get => _item.Required;
        set => _item.Required = value;
    }

    /// <summary>What happens where it is not so.</summary>
    public string Reason
    {
        get => _item.Reason;
        set => _item.Reason = value;
    }

    /// <summary>The rule of docs/diagnosis.md that explains what is missing, such as <c>R209</c>; empty where nothing is.</summary>
    public string Rule => DirectRoutingRules.IdOf(_item);

    /// <summary>The network namespace: its name, else its path, empty for the namespace PowerShell was started in.</summary>
    public string? NetNamespace
    {
        get => NetNamespaceText.Of(_item.NetNamespace);
        set => _item.NetNamespace = value is null ? null : NetNamespaceText.Read(value);
    }

    /// <summary>The object in a line.</summary>
    /// <returns><c>10.0.0.185: ArpIgnore of eth0 is 0, must be 1 or 2</c>.</returns>
    public override string ToString() => _item.ToString();
}
