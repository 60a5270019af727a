using IpvsPS.Ipvs;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>Reads a Service.</summary>
internal static class ServiceReader
{
    private const string OtherProxyLabel = "service.kubernetes.io/service-proxy-name";
    private const string SchedulerAnnotation = "kube-router.io/service.scheduler";
    private const string FlagsAnnotation = "kube-router.io/service.schedflags";

    private const string Types = "ClusterIP, NodePort, LoadBalancer or ExternalName";

    /// <summary>What the API server fills in for ClientIP affinity without a timeout.</summary>
    private const int DefaultAffinitySeconds = 10800;

    /// <summary>The longest that IPVS takes, 31 days; the API server takes a day at most.</summary>
    private const int LongestAffinitySeconds = 31 * 24 * 60 * 60;

    public static KubernetesService Read(ObjectName name, ObjectFields root, ReadProblems problems)
    {
        ObjectFields metadata = root.Object("metadata");
        ObjectFields labels = metadata.Object("labels");
        ObjectFields annotations = metadata.Object("annotations");
        ObjectFields spec = root.Object("spec");
        ServiceType type = ReadType(spec);
        InetAddress[] external = ReadAddresses(spec, "externalIPs", problems);
        bool isOutside = type is ServiceType.NodePort or ServiceType.LoadBalancer || (type == ServiceType.ClusterIP && external.Length > 0);
        bool isHeadless = spec.Text("clusterIP", FieldForm.ClusterAddress) is null or "" or "None";
        bool isLocal = isOutside && spec.Text("externalTrafficPolicy", FieldForm.Policy) == "Local";
        (InetAddress? cluster4, InetAddress? cluster6) = ReadClusterAddresses(spec, problems);
        return new KubernetesService(name)
        {
            Type = type,
            IsSkipped = type == ServiceType.ExternalName || isHeadless || labels.Has(OtherProxyLabel),
            ClusterAddress4 = cluster4,
            ClusterAddress6 = cluster6,
            Ports = ReadPorts(spec, problems),
            ExternalAddresses = external,
            LoadBalancerAddresses = ReadIngress(root.Object("status").Object("loadBalancer"), problems),
            SourceRanges = ReadRanges(spec, problems),
            AffinitySeconds = ReadAffinity(spec),
            IsInternalPolicyLocal = spec.Text("internalTrafficPolicy", FieldForm.Policy) == "Local",
            IsExternalPolicyLocal = isLocal,
            HealthCheckNodePort =
                type == ServiceType.LoadBalancer && isLocal
                    ? (ushort)(spec.Number("healthCheckNodePort", 0, ushort.MaxValue) ?? 0)
                    : (ushort)0,
            Scheduler = ReadScheduler(annotations, problems),
            SchedulerBits = ReadFlags(annotations, problems),
        };
    }

    private static ServiceType ReadType(ObjectFields spec) =>
        spec.Text("type", Types) switch
        {
            null or "" or "ClusterIP" => ServiceType.ClusterIP,
            "NodePort" => ServiceType.NodePort,
            "LoadBalancer" => ServiceType.LoadBalancer,
            "ExternalName" => ServiceType.ExternalName,
            string other => throw new ObjectFieldException(spec.PlaceOf("type"), other, Types),
        };

    /// <summary>The address of a family is the one at the family's place; old API servers give one address and no families.</summary>
    private static (InetAddress? IPv4, InetAddress? IPv6) ReadClusterAddresses(ObjectFields spec, ReadProblems problems)
    {
        (string Text, FieldPlace Place)[] families = [.. spec.Texts("ipFamilies", FieldForm.Family)];
        (string Text, FieldPlace Place)[] addresses = [.. spec.Texts("clusterIPs", FieldForm.ClusterAddress)];
        InetAddress?[] found = new InetAddress?[2];
        if (families.Length == 0)
        {
            if (
                spec.Text("clusterIP", FieldForm.ClusterAddress) is { } only and not ("" or "None")
                && problems.TryReadAddress(only, spec.PlaceOf("clusterIP"), out InetAddress address)
            )
            {
                found[address.Family == AddressFamily.IPv6 ? 1 : 0] = address;
            }

            return (found[0], found[1]);
        }

        for (int i = 0; i < families.Length; i++)
        {
            // A service of one family may carry its address in clusterIP alone.
            string text =
                i < addresses.Length ? addresses[i].Text
                : i == 0 ? spec.Text("clusterIP", FieldForm.ClusterAddress) ?? string.Empty
                : string.Empty;
            AddressFamily family = families[i].Text switch
            {
                "IPv4" => AddressFamily.IPv4,
                "IPv6" => AddressFamily.IPv6,
                _ => throw new ObjectFieldException(families[i].Place, families[i].Text, FieldForm.Family),
            };
            FieldPlace place = i < addresses.Length ? addresses[i].Place : spec.PlaceOf("clusterIP");
            if (text is "" or "None" || !problems.TryReadAddress(text, place, out InetAddress address))
            {
                continue;
            }

            if (address.Family != family)
            {
                string takes = FieldForm.AddressOf(family, families[i].Place);
                problems.Add(ServiceProxyEventCode.EntryInvalid, place.ToString(), text, takes);
                continue;
            }

            found[family == AddressFamily.IPv6 ? 1 : 0] = address;
        }

        return (found[0], found[1]);
    }

    private static ServicePort[] ReadPorts(ObjectFields spec, ReadProblems problems)
    {
        var ports = new List<ServicePort>();
        foreach (FieldEntry entry in spec.List("ports"))
        {
            ObjectFields fields = entry.Fields;
            if (
                problems.TryReadProtocol(fields.Text("protocol", FieldForm.Protocol), fields.PlaceOf("protocol"), out IpvsProtocol protocol)
            )
            {
                int number =
                    fields.Number("port", 1, ushort.MaxValue)
                    ?? throw new ObjectFieldException(fields.PlaceOf("port"), "null", FieldForm.Number(1, ushort.MaxValue));
                int nodePort = fields.Number("nodePort", 0, ushort.MaxValue) ?? 0;
                ports.Add(new ServicePort(fields.Text("name") ?? string.Empty, protocol, (ushort)number, (ushort)nodePort));
            }
        }

        return [.. ports];
    }

    private static InetAddress[] ReadAddresses(ObjectFields spec, string name, ReadProblems problems)
    {
        var addresses = new List<InetAddress>();
        foreach ((string text, FieldPlace place) in spec.Texts(name, FieldForm.Address))
        {
            if (problems.TryReadAddress(text, place, out InetAddress address) && !addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return [.. addresses];
    }

    private static InetAddress[] ReadIngress(ObjectFields balancer, ReadProblems problems)
    {
        var addresses = new List<InetAddress>();
        foreach (FieldEntry entry in balancer.List("ingress"))
        {
            ObjectFields fields = entry.Fields;
            if (
                fields.Text("ip", FieldForm.Address) is { Length: > 0 } text
                && fields.Text("ipMode", "VIP or Proxy") is null or "VIP"
                && problems.TryReadAddress(text!, fields.PlaceOf("ip"), out InetAddress address)
                && !addresses.Contains(address)
            )
            {
                addresses.Add(address);
            }
        }

        return [.. addresses];
    }

    private static AddressRange[] ReadRanges(ObjectFields spec, ReadProblems problems)
    {
        var ranges = new List<AddressRange>();
        foreach ((string text, FieldPlace place) in spec.Texts("loadBalancerSourceRanges", FieldForm.Range))
        {
            if (problems.TryReadRange(text, place, out AddressRange range))
            {
                ranges.Add(range);
                continue;
            }

            // One that cannot be read must not open the service to all: ranges that no packet comes from stand for it.
            ranges.Add(new AddressRange(InetAddress.Zero(AddressFamily.IPv4), 32));
            ranges.Add(new AddressRange(InetAddress.Zero(AddressFamily.IPv6), 128));
        }

        return [.. ranges.Distinct()];
    }

    private static int ReadAffinity(ObjectFields spec) =>
        spec.Text("sessionAffinity", "ClientIP or None") != "ClientIP"
            ? 0
            : spec.Object("sessionAffinityConfig").Object("clientIP").Number("timeoutSeconds", 1, LongestAffinitySeconds)
                ?? DefaultAffinitySeconds;

    private static string? ReadScheduler(ObjectFields annotations, ReadProblems problems)
    {
        string? text = annotations.Text(SchedulerAnnotation)?.Trim();
        if (text is null or "" || ServiceProxyOptions.Schedulers.Contains(text))
        {
            return text is "" ? null : text;
        }

        string takes = FieldForm.OneOf(ServiceProxyOptions.Schedulers);
        problems.Add(ServiceProxyEventCode.EntryInvalid, $"metadata.annotations['{SchedulerAnnotation}']", text, takes);
        return null;
    }

    private static uint? ReadFlags(ObjectFields annotations, ReadProblems problems)
    {
        if (annotations.Text(FlagsAnnotation) is not { } text)
        {
            return null;
        }

        uint bits = 0;
        foreach (string flag in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            uint bit = IpvsFlags.SchedulerBit(flag);
            bits |= bit;
            if (bit == 0)
            {
                string takes = $"{FieldForm.OneOf(IpvsFlags.SchedulerFlagNames)}, several with commas between them";
                problems.Add(ServiceProxyEventCode.EntryInvalid, $"metadata.annotations['{FlagsAnnotation}']", flag, takes);
            }
        }

        return bits;
    }
}
