namespace IpvsPS.Binding;

/// <summary>Reads a forwarding method by its name, or by the word that everyone types for it: NAT, DR and TUN.</summary>
/// <param name="type">The parameter's type.</param>
public sealed class ForwardingMethodConversionAttribute(Type type) : ArgumentConversionAttribute(type)
{
    private protected override object Convert(object given, object inputData) =>
        (given as string)?.ToUpperInvariant() switch
        {
            "NAT" or "MASQ" => IpvsForwardingMethod.Masquerade,
            "DR" or "ROUTE" => IpvsForwardingMethod.DirectRoute,
            "TUN" => IpvsForwardingMethod.Tunnel,
            _ => base.Convert(given, inputData),
        };
}
