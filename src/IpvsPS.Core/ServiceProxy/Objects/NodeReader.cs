using System.Globalization;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>Reads Nodes, ServiceCIDRs and Pods.</summary>
internal static class NodeReader
{
    private const string ZoneLabel = "topology.kubernetes.io/zone";
    private const string WeightLabel = "ipvsps.io/weight";
    private const string DeletionTaint = "ToBeDeletedByClusterAutoscaler";

    /// <summary>The greatest weight of ipvsadm.</summary>
    private const int GreatestWeight = 65535;

    public static KubernetesNode ReadNode(ObjectName name, ObjectFields root, ReadProblems problems)
    {
        ObjectFields labels = root.Object("metadata").Object("labels");
        return new KubernetesNode(name)
        {
            Zone = labels.Text(ZoneLabel) ?? string.Empty,
            Weight = ReadWeight(labels, problems),
            Addresses = ReadNodeAddresses(root.Object("status"), problems),
            PodRanges = [.. ReadRanges(root.Object("spec"), "podCIDRs", problems)],
            IsLeaving = root.Object("metadata").Has("deletionTimestamp") || HasDeletionTaint(root.Object("spec")),
        };
    }

    public static ServiceRange ReadServiceRange(ObjectName name, ObjectFields root, ReadProblems problems) =>
        new(name, [.. ReadRanges(root.Object("spec"), "cidrs", problems)]);

    public static KubernetesPod ReadPod(ObjectName name, ObjectFields root, ReadProblems problems)
    {
        ObjectFields status = root.Object("status");
        var addresses = new List<InetAddress>();
        Add(status, "podIP");
        foreach (FieldEntry entry in status.List("podIPs"))
        {
            Add(entry.Fields, "ip");
        }

        bool isEnding = root.Object("metadata").Has("deletionTimestamp") || status.Text("phase") is "Succeeded" or "Failed" or "Pending";
        bool isReady = !status.Has("conditions");
        foreach (FieldEntry entry in status.List("conditions"))
        {
            isReady |= entry.Fields.IsText("type", "Ready") && entry.Fields.IsText("status", "True");
        }

        return new KubernetesPod(name, [.. addresses]) { IsReady = isReady && !isEnding };

        void Add(ObjectFields fields, string field)
        {
            if (
                fields.Text(field, FieldForm.Address) is { Length: > 0 } text
                && problems.TryReadAddress(text, fields.PlaceOf(field), out InetAddress address)
                && !addresses.Contains(address)
            )
            {
                addresses.Add(address);
            }
        }
    }

    private static bool HasDeletionTaint(ObjectFields spec)
    {
        bool isFound = false;
        foreach (FieldEntry taint in spec.List("taints"))
        {
            isFound |= taint.Fields.IsText("key", DeletionTaint);
        }

        return isFound;
    }

    private static int ReadWeight(ObjectFields labels, ReadProblems problems)
    {
        if (labels.Text(WeightLabel) is not { } text)
        {
            return 1;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int weight) && weight <= GreatestWeight)
        {
            return weight;
        }

        problems.Add(ServiceProxyEventCode.EntryInvalid, $"metadata.labels['{WeightLabel}']", text, FieldForm.Number(0, GreatestWeight));
        return 1;
    }

    /// <summary>Internal addresses first, then external ones.</summary>
    private static InetAddress[] ReadNodeAddresses(ObjectFields status, ReadProblems problems)
    {
        var byType = new Dictionary<string, List<InetAddress>> { ["InternalIP"] = [], ["ExternalIP"] = [] };
        foreach (FieldEntry entry in status.List("addresses"))
        {
            ObjectFields fields = entry.Fields;
            if (
                fields.Text("type") is { } type
                && byType.TryGetValue(type, out List<InetAddress>? addresses)
                && fields.Text("address", FieldForm.Address) is { Length: > 0 } text
                && problems.TryReadAddress(text, fields.PlaceOf("address"), out InetAddress address)
            )
            {
                addresses.Add(address);
            }
        }

        return [.. byType["InternalIP"].Concat(byType["ExternalIP"]).Distinct()];
    }

    private static IEnumerable<AddressRange> ReadRanges(ObjectFields spec, string name, ReadProblems problems)
    {
        foreach ((string text, FieldPlace place) in spec.Texts(name, FieldForm.Range))
        {
            if (problems.TryReadRange(text, place, out AddressRange range))
            {
                yield return range;
            }
        }
    }
}
