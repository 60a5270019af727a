using System.Globalization;
using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>What Add- and Remove-NetLinkAddress share: the link, its addresses, and one batch for all of them.</summary>
public abstract class LinkAddressCommand : LinkCommand
{
    /// <summary>The link's name; a NetLink or a NetLinkAddress brings it along the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string LinkName { get; set; } = string.Empty;

    /// <summary>The addresses, each with a prefix length or without: 10.0.0.185/32, 2001:db8::1.</summary>
    public abstract InetPrefix[] Address { get; set; }

    /// <summary>The prefix length in bits, where -Address does not hold it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 128)]
    public int? PrefixLength { get; set; }

    /// <summary>The other end's address on a point-to-point link; the prefix length is then that address's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IPAddress))]
    public IPAddress? PeerAddress { get; set; }

    /// <summary>One address as the parameters name it; its prefix length is null where none was given.</summary>
    /// <exception cref="CommandException">Two prefix lengths are given, or one that does not fit the address.</exception>
    internal int? ChoosePrefixLength(InetPrefix prefix)
    {
        if (PrefixLength is not { } given)
        {
            return prefix.PrefixLength;
        }

        bool bothFromOnePlace = IsTyped(nameof(Address)) == IsTyped(nameof(PrefixLength));
        if (bothFromOnePlace && prefix.PrefixLength is { } own && own != given)
        {
            throw new CommandException("NetLinkAddressPrefixConflict", ErrorCategory.InvalidArgument,
                $"-Address {prefix} and -PrefixLength {given} give two prefix lengths: give one of them.");
        }

        int longest = InetAddress.FromIPAddress(prefix.Address!).BitCount;
        int chosen = IsTyped(nameof(PrefixLength)) ? given : prefix.PrefixLength ?? given;
        return chosen <= longest ? chosen : throw new CommandException("NetLinkAddressPrefixInvalid", ErrorCategory.InvalidArgument,
            string.Create(CultureInfo.InvariantCulture, $"{chosen} is not a prefix length of {prefix.Address}: it has one from 0 to {longest}."));
    }
}
