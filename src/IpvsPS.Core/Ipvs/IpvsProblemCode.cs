namespace IpvsPS.Ipvs;

/// <summary>
/// What can be wrong with a service, a real server, timeouts, a sync daemon or a setting. The values of each are given in
/// parentheses; where it can be about several fields, <see cref="Problem{TCode}.Field"/> tells which.
/// </summary>
public enum IpvsProblemCode
{
    /// <summary>No protocol that IPVS balances (the number).</summary>
    ProtocolInvalid,

    /// <summary>An address that no client can connect to (the address).</summary>
    VirtualAddressInvalid,

    /// <summary>Port 0, every port, without persistence (an address with a port, as an example).</summary>
    VirtualPortMissing,

    /// <summary>No name of a scheduler (the longest name in bytes).</summary>
    SchedulerInvalid,

    /// <summary>No name of a persistence engine (the longest name in bytes).</summary>
    PersistenceEngineInvalid,

    /// <summary>A detail of persistence without a timeout.</summary>
    PersistenceTimeoutMissing,

    /// <summary>A timeout out of range, or of a part of a second (the most seconds, the timeout).</summary>
    PersistenceTimeoutInvalid,

    /// <summary>A prefix length out of range (the longest, the family, the length).</summary>
    PersistencePrefixLengthInvalid,

    /// <summary>No name of a scheduler's flag (the flag, the names).</summary>
    SchedulerFlagUnknown,

    /// <summary>A flag of another scheduler (the flag, the scheduler).</summary>
    SchedulerFlagForeign,

    /// <summary>One-packet scheduling of a protocol other than UDP.</summary>
    OnePacketInvalid,

    /// <summary>An address that no host can have (the address).</summary>
    RealServerAddressInvalid,

    /// <summary>A real server of another address family than its service's (the address, the family).</summary>
    RealServerFamilyDiffers,

    /// <summary>No forwarding method that can be set (the method).</summary>
    ForwardingMethodInvalid,

    /// <summary>A port other than the service's with a method that keeps ports (the port, the service's, the method).</summary>
    RealServerPortDiffers,

    /// <summary>A weight below 0 (the most, the weight).</summary>
    WeightInvalid,

    /// <summary>A threshold out of range (the most, the threshold).</summary>
    ThresholdInvalid,

    /// <summary>A lower threshold above the upper one (the lower, the upper).</summary>
    ThresholdsCrossed,

    /// <summary>A detail of a tunnel with another forwarding method (the method).</summary>
    TunnelForeign,

    /// <summary>No tunnel type (the type).</summary>
    TunnelTypeInvalid,

    /// <summary>A GUE tunnel without a port.</summary>
    TunnelPortMissing,

    /// <summary>A port of a tunnel that is not GUE (the type).</summary>
    TunnelPortForeign,

    /// <summary>A checksum of an IPIP tunnel.</summary>
    TunnelChecksumForeign,

    /// <summary>Remote checksum offload of a tunnel that is not GUE.</summary>
    RemoteChecksumForeign,

    /// <summary>Timeouts of which none is named.</summary>
    TimeoutMissing,

    /// <summary>A timeout out of range, or of a part of a second (the timeout).</summary>
    TimeoutInvalid,

    /// <summary>No state of a sync daemon (the state).</summary>
    SyncStateInvalid,

    /// <summary>No name of a link (the name, what is wrong with it).</summary>
    InterfaceInvalid,

    /// <summary>A sync id that is no byte (the id).</summary>
    SyncIdInvalid,

    /// <summary>No multicast address (the address).</summary>
    MulticastGroupInvalid,

    /// <summary>A message length out of range (the state, the least, the most, the length).</summary>
    SyncMaxLengthInvalid,

    /// <summary>A port out of range (the port).</summary>
    MulticastPortInvalid,

    /// <summary>A time to live out of range (the number).</summary>
    MulticastTtlInvalid,

    /// <summary>No value of a setting (the setting's name, its values in words, the value).</summary>
    SettingValueInvalid,
}
