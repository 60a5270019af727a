using System.Net.Sockets;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>
/// Live connections that the tests of a class share and leave as they are: over IPv4 and IPv6, with persistence, by a
/// firewall mark, and with a persistence engine.
/// </summary>
public sealed class EveryKindOfConnection : IDisposable
{
    private BalancedPair? _pair;

    public void Dispose() => _pair?.Dispose();

    /// <summary>The namespaces, with their connections opened the first time.</summary>
    internal BalancedPair Open(LabSession lab)
    {
        if (_pair is null)
        {
            _pair = new BalancedPair();
            AddServices(lab, _pair);
            Connect(_pair);
        }

        return _pair;
    }

    private static void AddServices(LabSession lab, BalancedPair pair) =>
        lab.Works(
            $$"""
            $PSDefaultParameterValues = @{ '*-Ipvs*:NetNamespace' = '{{pair.Director}}'
                'Add-IpvsRealServer:ForwardingMethod' = 'Masquerade' }
            New-IpvsService 10.77.1.1:80 | Add-IpvsRealServer 10.77.0.2:8080
            New-IpvsService [fd00:77:1::1]:443 | Add-IpvsRealServer [fd00:77::2]:8443
            New-IpvsService 10.77.1.1:81 -PersistenceTimeout 600 | Add-IpvsRealServer 10.77.0.2:8081
            New-IpvsService -FirewallMark 5 -PersistenceTimeout 600 | Add-IpvsRealServer 10.77.0.2:0
            New-IpvsService 10.77.1.1:5060 -Protocol Udp -PersistenceTimeout 600 -PersistenceEngine sip | Add-IpvsRealServer 10.77.0.2:5060
            $PSDefaultParameterValues = @{}
            """
        );

    private static void Connect(BalancedPair pair)
    {
        pair.Listen("10.77.0.2:8080");
        pair.Listen("[fd00:77::2]:8443");
        pair.Listen("10.77.0.2:8081");
        pair.Listen("10.77.0.2:82");
        pair.Listen("10.77.0.2:5060", ProtocolType.Udp);
        pair.Connect("10.77.0.1:40001", "10.77.1.1:80");
        pair.Connect("[fd00:77::1]:40002", "[fd00:77:1::1]:443");
        pair.Connect("10.77.0.1:40003", "10.77.1.1:81");
        pair.Connect("10.77.0.1:40004", "10.77.1.1:82", mark: 5);
        pair.Connect(
            "10.77.0.1:40005",
            "10.77.1.1:5060",
            protocol: ProtocolType.Udp,
            text: "OPTIONS sip:a@b SIP/2.0\r\nCall-ID: 4711@client\r\n\r\n"
        );
    }
}
