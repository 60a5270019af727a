namespace IpvsPS.Configuration.Keepalived;

/// <summary>
/// What keepalived corrects in a virtual_server before it starts (validate_check_config in check_data.c), each with the line
/// that it logs.
/// </summary>
internal sealed class VirtualServerRules(VirtualServerDraft server, GroupDraft? group, RemarkList remarks)
{
    private bool HasAddress => group is null ? server.FirewallMark == 0 : group.Ranges.Count > 0;

    private bool HasMark => group is null ? server.FirewallMark != 0 : group.Marks.Count > 0;

    public void Correct()
    {
        if (HasAddress)
        {
            CorrectAddress();
        }
        else if (server.Protocol is not null)
        {
            Say("protocol", "a firewall mark has no protocol: it is passed over.");
            server.Protocol = null;
        }

        if (server.Scheduler.Length == 0)
        {
            Say("lb_algo", "no scheduler is named: keepalived takes wlc.");
            server.Scheduler = "wlc";
        }

        CorrectPersistence();
        if (
            server.Forwarding is null
            && (server.Servers.Exists(real => real.Forwarding is null) || server.SorryServer is { Forwarding: null })
        )
        {
            Say("lb_kind", "no forwarding method is named: keepalived takes NAT.");
        }

        Forwarding rest = server.Forwarding ?? new Forwarding(IpvsForwardingMethod.Masquerade);
        server.Servers.ForEach(real => real.Forwarding ??= rest);
        if (server.SorryServer is { } sorry)
        {
            sorry.Forwarding ??= rest;
        }
    }

    /// <summary>The real servers without those that are there twice, with the ports that they get.</summary>
    public List<RealServerDraft> RealServers()
    {
        var seen = new HashSet<(InetAddress, ushort)>();
        var servers = new List<RealServerDraft>();
        foreach (RealServerDraft real in server.Servers)
        {
            if (!seen.Add((real.Address, real.Port)))
            {
                remarks.PassedOver(real.Position, "real_server", $"{real.Address} port {real.Port} is there before.");
                continue;
            }

            servers.Add(real);
        }

        CorrectSorryServer(servers);
        CorrectQuorum(servers);
        servers.ForEach(real => CorrectPort(real, "real_server"));
        if (server.SorryServer is { } sorry && sorry.Forwarding?.Method != IpvsForwardingMethod.Masquerade)
        {
            CorrectPort(sorry, "sorry_server");
        }

        return servers;
    }

    /// <summary>
    /// Whether all real servers together never have quorum, so that the sorry server takes over from the start. keepalived
    /// counts in 32 bits: a quorum of 0, which it makes where all weights are 0, and a hysteresis of one less.
    /// </summary>
    public bool StartsWithoutQuorum(List<RealServerDraft> servers) =>
        servers.Sum(real => (long)(real.Weight ?? server.Weight)) < unchecked(server.Quorum + server.Hysteresis);

    private void CorrectAddress()
    {
        if (server.Protocol is null)
        {
            Say("protocol", "no protocol is named: keepalived takes UDP.");
            server.Protocol = IpvsProtocol.Udp;
        }

        if ((server.Flags & Ipvs.IpvsFlags.OnePacket) != 0 && server.Protocol != IpvsProtocol.Udp)
        {
            Say("ops", $"one-packet scheduling is for UDP, not for {server.Protocol}: it is passed over.");
            server.Flags &= ~Ipvs.IpvsFlags.OnePacket;
        }
    }

    private void CorrectPersistence()
    {
        bool hasPortZero = group is null ? HasAddress && server.Port == 0 : group.Ranges.Exists(range => range.Port == 0);
        if (server.PersistenceTimeout == 0 && hasPortZero)
        {
            Say("persistence_timeout", $"every port needs persistence: keepalived takes {VirtualServerBlock.DefaultPersistence} s.");
            server.PersistenceTimeout = VirtualServerBlock.DefaultPersistence;
        }

        if (group is not null && server.PersistencePrefixLength is not null)
        {
            Say("persistence_granularity", "of a group keepalived passes it over.");
        }
    }

    private void CorrectSorryServer(List<RealServerDraft> servers)
    {
        if (
            server.SorryServer is { } sorry
            && servers.Find(real => real.Address == sorry.Address && real.Port == sorry.Port) is { } same
            && (same.Inhibit ?? server.Inhibit) != sorry.Inhibit
        )
        {
            remarks.Replaced(
                sorry.Position,
                "sorry_server_inhibit",
                "the sorry server is a real server too: that one's inhibit_on_failure counts."
            );
            sorry.Inhibit = same.Inhibit ?? server.Inhibit;
        }
    }

    private void CorrectQuorum(List<RealServerDraft> servers)
    {
        uint sum = unchecked((uint)servers.Sum(real => (long)(real.Weight ?? server.Weight)));
        if (server.Quorum > sum)
        {
            Say("quorum", $"{server.Quorum} is more than all weights together: keepalived takes {sum}.");
            server.Quorum = sum;
        }

        if (server.Hysteresis >= server.Quorum)
        {
            uint most = unchecked(server.Quorum - 1);
            if (server.Quorum > 0)
            {
                Say("hysteresis", $"{server.Hysteresis} is not less than quorum: keepalived takes {most}.");
            }

            server.Hysteresis = most;
        }

        if (server.SorryServer is not null && StartsWithoutQuorum(servers))
        {
            Say("quorum", "all weights together never reach quorum and hysteresis: the sorry server takes all from the start.");
        }
    }

    /// <summary>Ports: only NAT changes them, so that others get the service's; a firewall mark has none.</summary>
    private void CorrectPort(RealServerDraft real, string keyword)
    {
        bool isNat = real.Forwarding?.Method == IpvsForwardingMethod.Masquerade;
        if (group is not null)
        {
            bool isOther = HasMark ? real.Port != 0 : group.Ranges.Exists(range => range.Port != real.Port) && real.Port != 0;
            if (!isNat && isOther)
            {
                remarks.Replaced(real.Position, keyword, $"port {real.Port} is passed over: only NAT changes ports.");
            }

            return;
        }

        ushort wanted = server.FirewallMark != 0 ? (ushort)0 : server.Port;
        if (isNat)
        {
            real.Port = server.FirewallMark == 0 && real.Port == 0 ? wanted : real.Port;
            return;
        }

        if (real.Port != 0 && real.Port != wanted)
        {
            remarks.Replaced(
                real.Position,
                keyword,
                wanted == 0
                    ? $"port {real.Port} is passed over."
                    : $"port {real.Port} becomes the service's {wanted}: only NAT changes ports."
            );
        }

        real.Port = wanted;
    }

    private void Say(string keyword, string message) => remarks.Replaced(server.Position, keyword, $"{server.Name}: {message}");
}
