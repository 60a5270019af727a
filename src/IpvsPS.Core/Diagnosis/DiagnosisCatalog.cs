namespace IpvsPS.Diagnosis;

/// <summary>A rule: what it is called, how much it matters, and the condition that it looks for.</summary>
/// <param name="Id">Its id: a letter for the place (director, service, real server, network, sync pair) and a number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Severity">How much what it finds matters.</param>
/// <param name="Confidence">How sure what it finds is, unless a finding says less.</param>
/// <param name="Find">Looks for it.</param>
public sealed record DiagnosisRule(
    string Id,
    string Name,
    IpvsFindingSeverity Severity,
    IpvsFindingConfidence Confidence,
    Func<DiagnosisFacts, IEnumerable<DiagnosisFinding>> Find
)
{
    /// <summary>What may be done about it without asking more than once: it cuts nothing off and can be undone; null for nothing.</summary>
    public DiagnosisCure? Cure { get; init; }

    /// <summary>Whether it says what is worth knowing and not what is wrong: it is looked at only where it is named.</summary>
    public bool IsOnlyByName => Severity == IpvsFindingSeverity.Information;
}

/// <summary>
/// Every rule, in the order of a packet's way: the director, the service, the real server, the network, the pair of directors.
/// </summary>
public static class DiagnosisCatalog
{
    private const IpvsFindingSeverity Error = IpvsFindingSeverity.Error;
    private const IpvsFindingSeverity Warning = IpvsFindingSeverity.Warning;
    private const IpvsFindingSeverity Information = IpvsFindingSeverity.Information;
    private const IpvsFindingConfidence Certain = IpvsFindingConfidence.Certain;
    private const IpvsFindingConfidence Likely = IpvsFindingConfidence.Likely;
    private const IpvsFindingConfidence Possible = IpvsFindingConfidence.Possible;

    /// <summary>The rules.</summary>
    public static IReadOnlyList<DiagnosisRule> All { get; } =
    [
        new("D001", "IpForwardOff", Error, Certain, DirectorRules.IpForwardOff)
        {
            Cure = DiagnosisCure.Sysctl("1", "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"),
        },
        new("D002", "LoopbackDown", Warning, Certain, DirectorRules.LoopbackDown) { Cure = DiagnosisCure.LinkUp },
        new("D003", "VipNotLocal", Error, Certain, DirectorRules.VipNotLocal),
        new("D004", "VipLinkDown", Error, Certain, DirectorRules.VipLinkDown) { Cure = DiagnosisCure.LinkUp },
        new("D005", "VipTentative", Error, Certain, DirectorRules.VipTentative),
        new("D007", "NoIpvs", Error, Certain, DirectorRules.NoIpvs),
        new("D008", "BackupOnlyMissing", Warning, Certain, SyncRules.BackupOnlyMissing)
        {
            Cure = DiagnosisCure.Sysctl("1", "net.ipv4.vs.backup_only"),
        },
        new("D009", "ConnReuseDelays", Warning, Certain, SettingRules.ConnReuseDelays),
        new("D010", "ConnReuseSticks", Warning, Certain, SettingRules.ConnReuseSticks)
        {
            Cure = DiagnosisCure.Sysctl("1", "net.ipv4.vs.conn_reuse_mode"),
        },
        new("D011", "PersistDeadServer", Warning, Certain, SettingRules.PersistDeadServer)
        {
            Cure = DiagnosisCure.Sysctl("1", "net.ipv4.vs.expire_quiescent_template"),
        },
        new("D012", "NodestSilent", Warning, Certain, SettingRules.NodestSilent)
        {
            Cure = DiagnosisCure.Sysctl("1", "net.ipv4.vs.expire_nodest_conn"),
        },
        new("D013", "DefenceOn", Warning, Certain, SettingRules.DefenceOn),
        new("D014", "EstimationOff", Warning, Certain, SettingRules.EstimationOff)
        {
            Cure = DiagnosisCure.Sysctl("1", "net.ipv4.vs.run_estimation"),
        },
        new("D015", "ConnTableSmall", Warning, Certain, SettingRules.ConnTableSmall),
        new("D016", "ConnMax", Warning, Likely, SettingRules.ConnMax),
        new("D017", "ConntrackFull", Error, Certain, SettingRules.ConntrackFull),
        new("D018", "ConntrackOffWithSnat", Error, Likely, FilterRules.ConntrackOffWithSnat)
        {
            Cure = DiagnosisCure.Sysctl("1", "net.ipv4.vs.conntrack"),
        },
        new("D019", "InvalidDropped", Error, Certain, TrackingRules.InvalidDropped),
        new("D020", "FirewallDrops", Error, Certain, FilterRules.FirewallDrops),
        new("D021", "LocalListener", Information, Certain, ServiceRules.LocalListener),
        new("D022", "HostServicesOnVip", Information, Certain, DirectorRules.HostServicesOnVip),
        new("D023", "SendRedirects", Warning, Likely, DirectorRules.SendRedirects)
        {
            Cure = DiagnosisCure.Sysctl("0", "net.ipv4.conf.*.send_redirects"),
        },
        new("D024", "MergedPackets", Warning, Certain, LinkRules.MergedPackets),
        new("D025", "TunnelChecksums", Warning, Likely, LinkRules.TunnelChecksums),
        new("D026", "NoEstimationCpu", Warning, Certain, SettingRules.NoEstimationCpu),
        new("D027", "LoggedErrors", Information, Certain, LinkRules.LoggedErrors),
        new("D028", "NeighbourOverflow", Warning, Certain, SettingRules.NeighbourOverflow),
        new("D029", "DestinationTranslated", Error, Certain, FilterRules.DestinationTranslated),
        new("D030", "MarkNotSet", Error, Certain, MarkRules.MarkNotSet),
        new("D031", "TooLongUntold", Error, Certain, MessageRules.TooLongUntold),
        new("S101", "NoServers", Error, Certain, ServiceRules.NoServers),
        new("S102", "AllWeightZero", Error, Certain, ServiceRules.AllWeightZero),
        new("S103", "AllOverloaded", Error, Certain, ServiceRules.AllOverloaded),
        new("S104", "PortMismatch", Error, Certain, ServiceRules.PortMismatch),
        new("S105", "HashWithoutFallback", Warning, Certain, ServiceRules.HashWithoutFallback),
        new("S106", "HashTableSmall", Warning, Certain, ServiceRules.HashTableSmall),
        new("S107", "FewClientAddresses", Warning, Likely, SpreadRules.FewClientAddresses),
        new("S108", "PersistentOneServer", Warning, Likely, SpreadRules.PersistentOneServer),
        new("S109", "PortZeroNotPersistent", Error, Certain, ServiceRules.PortZeroNotPersistent),
        new("S110", "OnePacketOnTcp", Warning, Certain, ServiceRules.OnePacketOnTcp),
        new("S111", "MixedFamilies", Warning, Certain, SyncRules.MixedFamilies),
        new("R201", "NoRoute", Error, Certain, RealServerRules.NoRoute),
        new("R202", "NeighbourFailed", Error, Certain, RealServerRules.NeighbourFailed),
        new("R203", "DirectRouteByRouter", Error, Certain, RealServerRules.DirectRouteByRouter),
        new("R204", "AnswersPassBy", Error, Certain, MirrorRules.AnswersPassBy),
        new("R205", "ClientBesideServer", Error, Certain, RealServerRules.ClientBesideServer),
        new("R206", "BridgeHairpin", Error, Certain, RealServerRules.BridgeHairpin)
        {
            Cure = DiagnosisCure.Sysctl("1", "net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables"),
        },
        new("R207", "SelfHairpin", Error, Certain, RealServerRules.SelfHairpin),
        new("R208", "ListenerMissing", Error, Certain, MirrorRules.ListenerMissing),
        new("R209", "VipAbsent", Error, Certain, MirrorRules.VipAbsent) { Cure = DiagnosisCure.DirectRouting },
        new("R210", "ArpAnswered", Error, Certain, MirrorRules.ArpAnswered) { Cure = DiagnosisCure.DirectRouting },
        new("R211", "ReversePathFilter", Error, Certain, MirrorRules.ReversePathFilter) { Cure = DiagnosisCure.DirectRouting },
        new("R212", "VipOnArpLink", Error, Certain, MirrorRules.VipOnArpLink),
        new("R213", "TunnelMtu", Information, Certain, RealServerRules.TunnelMtu),
        new("R214", "DirectorIsServer", Error, Certain, RealServerRules.DirectorIsServer),
        new("R215", "GatewayIsDirector", Error, Likely, MirrorRules.GatewayIsDirector),
        new("R216", "ProbeFailed", Error, Certain, RealServerRules.ProbeFailed),
        new("R217", "TunnelAbsent", Error, Certain, MirrorRules.TunnelAbsent) { Cure = DiagnosisCure.DirectRouting },
        new("R218", "DataPathFailed", Error, Certain, RealServerRules.DataPathFailed),
        new("R219", "NetworkOnLoopback", Error, Certain, MirrorRules.NetworkOnLoopback),
        new("R220", "ServerDrops", Error, Certain, ServerFilterRules.ServerDrops),
        new("R221", "ServerLinkDown", Error, Certain, MirrorRules.ServerLinkDown),
        new("R222", "ServerSchedules", Error, Certain, MirrorRules.ServerSchedules),
        new("R223", "AnswersFromOwnAddress", Warning, Possible, MirrorRules.AnswersFromOwnAddress),
        new("S112", "HandshakesUnfinished", Error, Likely, ServiceRules.HandshakesUnfinished),
        new("S113", "NoAnswers", Error, Likely, ServiceRules.NoAnswers),
        new("S114", "NoTraffic", Error, Certain, LanRules.NoTraffic),
        new("S115", "StickyUdp", Warning, Certain, ServiceRules.StickyUdp),
        new("N301", "AnsweredElsewhere", Error, Certain, LanRules.AnsweredElsewhere),
        new("N304", "ProxyArp", Error, Likely, LanRules.ProxyArp),
        new("N305", "ArpSilent", Error, Likely, LanRules.ArpSilent),
        new("N306", "ClientUnseen", Warning, Possible, LanRules.ClientUnseen),
        new("Y401", "OneSided", Warning, Certain, SyncRules.OneSided),
        new("Y402", "SyncSettingsDiffer", Warning, Certain, SyncRules.SettingsDiffer),
        new("Y403", "SyncInterface", Warning, Certain, SyncRules.InterfaceWithoutAddress),
        new("Y404", "SyncMessageLong", Warning, Certain, SyncRules.MessageLong),
        new("Y405", "ShortNotSynced", Information, Certain, SyncRules.ShortNotSynced),
        new("Y406", "TablesDiffer", Warning, Certain, SyncRules.TablesDiffer),
        new("Y407", "ColdMaster", Warning, Likely, SyncRules.ColdMaster),
        new("Y408", "TrackingNotSynced", Warning, Likely, TrackingRules.TrackingNotSynced),
        new("Y409", "SyncDropped", Warning, Certain, MessageRules.SyncDropped),
    ];

    /// <summary>The rule of an id, whatever its case; null where there is none.</summary>
    /// <param name="id">The id.</param>
    public static DiagnosisRule? Find(string id) => All.FirstOrDefault(rule => rule.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// What rules find, the worst and surest first, each in the order of <see cref="All"/>. Rules that only guess are for where no
    /// other tells why clients are not served.
    /// </summary>
    /// <param name="facts">What was read.</param>
    /// <param name="rules">The rules to look at.</param>
    public static List<DiagnosisFinding> Run(DiagnosisFacts facts, IEnumerable<DiagnosisRule> rules)
    {
        var found = rules.SelectMany(rule => rule.Find(facts), (rule, finding) => (Rule: rule, Finding: finding)).ToList();
        bool isKnown = found.Exists(one => one.Rule.Severity == Error);
        return
        [
            .. found
                .Where(one => one.Rule.Confidence != Possible || !isKnown)
                .OrderByDescending(one => one.Rule.Severity)
                .ThenByDescending(one => one.Finding.Confidence ?? one.Rule.Confidence)
                .Select(one => one.Finding),
        ];
    }
}
