using System.Management.Automation;
using System.Net;
using System.Text;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Add-NetLinkAddress: adds addresses to a link (<c>ip addr add</c>).</summary>
[Cmdlet(VerbsCommon.Add, "NetLinkAddress", SupportsShouldProcess = true)]
[OutputType(typeof(NetLinkAddress))]
public sealed class AddNetLinkAddressCommand : LinkAddressCommand
{
    /// <summary>The addresses; without a prefix length it is a single host's, /32 or /128.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetPrefix[]))]
    [ArgumentCompleter(typeof(IpvsVirtualAddressCompleter))]
    public override InetPrefix[] Address { get; set; } = [];

    /// <summary>The broadcast address (IPv4); none unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IPAddress))]
    public IPAddress? BroadcastAddress { get; set; }

    /// <summary>The label (IPv4): the link's name, or the name, a colon and a word. The name unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Label { get; set; }

    /// <summary>How far the addresses reach: Host for 127.0.0.0/8, else Global, unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetLinkScope?))]
    public NetLinkScope? Scope { get; set; }

    /// <summary>How long the addresses live: seconds, a TimeSpan, or forever.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetLinkLifetime?))]
    public NetLinkLifetime? ValidLifetime { get; set; }

    /// <summary>How long new connections use them: seconds, a TimeSpan, or forever. As long as they live unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetLinkLifetime?))]
    public NetLinkLifetime? PreferredLifetime { get; set; }

    /// <summary>
    /// Asks the network whether another host has an IPv6 address before it is used. On by itself, save on dummy
    /// links: nobody is there to ask.
    /// </summary>
    [Parameter]
    public SwitchParameter DuplicateAddressDetection { get; set; }

    /// <summary>Writes the addresses that were added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Adds the addresses that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        LinkClient client = null!;
        NetLink link = null!;
        bool isFound = Attempt(LinkName, LinkErrors.Describe, () =>
        {
            client = Client;
            link = FindLink(client, LinkName);
            ThrowIfInvalidLifetimes();
        });
        if (!isFound)
        {
            return;
        }

        string? label = ChooseLabel(link);
        var added = new List<NetLinkAddress>();
        SendAll(Address, prefix => PlanIfAllowed(client, link, prefix, label), client.AddAddresses, added.Add, LinkErrors.DescribeAddition);
        if (PassThru && added.Count > 0)
        {
            HashSet<(IPAddress, int)> identities = [.. added.Select(Identify)];
            Attempt(LinkName, LinkErrors.Describe, () =>
                WriteObject(client.ListAddresses(link).FindAll(address => identities.Contains(Identify(address))), true));
        }
    }

    private NetLinkAddress? PlanIfAllowed(LinkClient client, NetLink link, InetPrefix prefix, string? label)
    {
        NetLinkAddress address = Plan(link, prefix, label);
        if (!IsUnasked && client.ListAddresses(link).Exists(address.IsSameOnLink))
        {
            // What is there already is said instead of asked about: by the refusal that adding it would get.
            throw new NetlinkException($"add {address} to {link.Name}{client.Place}", Errno.EEXIST);
        }

        return IsUnasked || ShouldProcess(link.Name + client.Place, $"Add address {address}") ? address : null;
    }

    private NetLinkAddress Plan(NetLink link, InetPrefix prefix, string? label)
    {
        IPAddress address = prefix.Address!;
        if (address.Equals(IPAddress.Any))
        {
            // The kernel says that it added it, and does nothing.
            throw new CommandException("NetLinkAddressInvalid", ErrorCategory.InvalidArgument, "0.0.0.0 stands for no address: no link can have it.");
        }

        InetAddress value = InetAddress.FromIPAddress(address);
        bool isIPv4 = value.Family == AddressFamily.IPv4;
        ThrowIfInvalidForFamily(link, prefix, isIPv4);
        bool detectsDuplicates = IsTyped(nameof(DuplicateAddressDetection)) ? DuplicateAddressDetection : link.Kind != "dummy";
        return new NetLinkAddress
        {
            LinkName = link.Name,
            LinkIndex = link.Index,
            Address = address,
            PrefixLength = ChoosePrefixLength(prefix) ?? value.BitCount,
            PeerAddress = PeerAddress,
            BroadcastAddress = BroadcastAddress,
            Label = isIPv4 ? label : null,
            Scope = Scope ?? (isIPv4 && IPAddress.IsLoopback(address) ? NetLinkScope.Host : NetLinkScope.Global),
            ValidLifetime = ValidLifetime?.Value,
            PreferredLifetime = (PreferredLifetime ?? ValidLifetime)?.Value,
            Flags = !isIPv4 && !detectsDuplicates ? NetLinkAddressFlags.NoDad : NetLinkAddressFlags.None,
        };
    }

    /// <summary>The label to send. A piped one is that of the link it comes from, and of use only where that is the same.</summary>
    private string? ChooseLabel(NetLink link)
    {
        bool isLabelOfLink = Label == link.Name || Label?.StartsWith($"{link.Name}:", StringComparison.Ordinal) == true;
        return isLabelOfLink ? Label : IsTyped(nameof(Label)) ? Label : null;
    }

    private void ThrowIfInvalidForFamily(NetLink link, InetPrefix prefix, bool isIPv4)
    {
        if (!isIPv4 && (IsTyped(nameof(Label)) || IsTyped(nameof(BroadcastAddress))))
        {
            throw new CommandException("NetLinkAddressSettingNotSupported", ErrorCategory.InvalidArgument,
                $"{prefix}: -Label and -BroadcastAddress are for IPv4 addresses, IPv6 has neither.");
        }

        if (isIPv4 && IsTyped(nameof(Label)) && (!Label!.StartsWith(link.Name, StringComparison.Ordinal) || Label.Contains('\0') || Encoding.UTF8.GetByteCount(Label) > Links.LinkName.MaxBytes))
        {
            throw new CommandException("NetLinkAddressLabelInvalid", ErrorCategory.InvalidArgument,
                $"-Label '{Label}': a label begins with its link's name and has at most {Links.LinkName.MaxBytes} bytes and no NUL: {link.Name}:web.");
        }
    }

    private void ThrowIfInvalidLifetimes()
    {
        TimeSpan longest = TimeSpan.FromSeconds(uint.MaxValue - 1);
        foreach (NetLinkLifetime? lifetime in new[] { ValidLifetime, PreferredLifetime })
        {
            if (lifetime?.Value is { } time && (time < TimeSpan.Zero || time > longest || time.Ticks % TimeSpan.TicksPerSecond != 0))
            {
                throw InvalidLifetime($"{lifetime} is not a whole number of seconds from 0 to {uint.MaxValue - 1}. For ever is written forever.");
            }
        }

        if (ValidLifetime is { Value: { } valid } && valid == TimeSpan.Zero)
        {
            throw InvalidLifetime("-ValidLifetime 0: an address that lives for no time cannot be added. Remove-NetLinkAddress removes one.");
        }

        TimeSpan lives = ValidLifetime?.Value ?? TimeSpan.MaxValue;
        if (PreferredLifetime is { } preferred && (preferred.Value ?? TimeSpan.MaxValue) > lives)
        {
            throw InvalidLifetime($"-PreferredLifetime {preferred} is longer than -ValidLifetime {ValidLifetime}: nothing prefers an address that is gone.");
        }
    }

    private static CommandException InvalidLifetime(string message) => new("NetLinkAddressLifetimeInvalid", ErrorCategory.InvalidArgument, message);

    private static (IPAddress, int) Identify(NetLinkAddress address) => (address.Address, address.PrefixLength);
}
