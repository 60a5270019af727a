using System.Globalization;
using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

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
    [ValidateOptionalRange(0, 128)]
    public int? PrefixLength { get; set; }

    /// <summary>The other end's address on a point-to-point link; the prefix length is then that address's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IPAddress? PeerAddress { get; set; }

    internal delegate List<LinkAddressFailure> BatchSender(IReadOnlyList<NetLinkAddress> addresses);

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

    /// <summary>Sends addresses in one batch, and writes an error for each that is refused.</summary>
    /// <returns>Those that the kernel took.</returns>
    internal List<NetLinkAddress> Send(List<NetLinkAddress> addresses, BatchSender send, ErrorDescriber describe)
    {
        var taken = new List<NetLinkAddress>(addresses.Count);

        // Whoever stops at the first error wants nothing done after it.
        int batchSize = StopsAtFirstError() ? 1 : Math.Max(1, addresses.Count);
        foreach (NetLinkAddress[] batch in addresses.Chunk(batchSize))
        {
            List<LinkAddressFailure> failures = [];
            if (!Attempt(LinkName, describe, () => failures = send(batch)))
            {
                continue;
            }

            foreach (LinkAddressFailure failure in failures)
            {
                WriteError(describe(failure.Exception, failure.Address) ?? KernelErrors.Describe(failure.Exception, failure.Address));
            }

            taken.AddRange(batch.Except(failures.Select(failure => failure.Address)));
        }

        return taken;
    }

    private bool StopsAtFirstError()
    {
        object? preference = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? typed)
            ? typed : GetVariableValue("ErrorActionPreference");
        return LanguagePrimitives.TryConvertTo(preference, out ActionPreference action) && action == ActionPreference.Stop;
    }
}
