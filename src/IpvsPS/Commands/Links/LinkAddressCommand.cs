using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>What Add- and Remove-NetLinkAddress share: the link, its addresses, and one batch for all of them.</summary>
public abstract class LinkAddressCommand : LinkCommand
{
    /// <summary>The link's name; a NetLink or a NetLinkAddress brings it along the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument))]
    [Alias("LinkName")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public NameArgument Link { get; set; }

    /// <summary>The addresses, each with a prefix length or without: 10.0.0.185/32, 2001:db8::1.</summary>
    public abstract PrefixArgument[] IPAddress { get; set; }

    /// <summary>The prefix length in bits, where -IPAddress does not hold it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 128)]
    public int? PrefixLength { get; set; }

    /// <summary>The other end's address on a point-to-point link; the prefix length is then that address's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument?))]
    public AddressArgument? PeerAddress { get; set; }

    /// <summary>The prefix length of one address as the parameters name it; null where none was given.</summary>
    /// <exception cref="CommandException">Two prefix lengths are given, or one that does not fit the address.</exception>
    internal int? ChoosePrefixLength(InetPrefix prefix)
    {
        if (PrefixLength is not { } given)
        {
            return prefix.PrefixLength;
        }

        bool bothFromOnePlace = Parameters.IsTyped(nameof(IPAddress)) == Parameters.IsTyped(nameof(PrefixLength));
        if (bothFromOnePlace && prefix.PrefixLength is { } own && own != given)
        {
            throw new CommandException(
                ErrorIds.NetLinkAddressPrefixConflict,
                ErrorCategory.InvalidArgument,
                $"-IPAddress {prefix} and -PrefixLength {given} give two prefix lengths: give one of them."
            );
        }

        int chosen = Parameters.IsTyped(nameof(PrefixLength)) ? given : prefix.PrefixLength ?? given;
        LinkErrors.ThrowIf(AddressRules.CheckPrefixLength(prefix.Address!, chosen));
        return chosen;
    }
}
