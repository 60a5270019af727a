using System.Globalization;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>Reads an EndpointSlice.</summary>
internal static class SliceReader
{
    private const string ServiceNameLabel = "kubernetes.io/service-name";
    private const string HeadlessLabel = "service.kubernetes.io/headless";
    private const string Types = "IPv4, IPv6 or FQDN";
    private const string TriggerTimeAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";

    public static EndpointSlice Read(ObjectName name, ObjectFields root, ReadProblems problems)
    {
        AddressFamily? family = root.Text("addressType", Types) switch
        {
            "IPv4" => AddressFamily.IPv4,
            "IPv6" => AddressFamily.IPv6,
            "FQDN" => null,
            string other => throw new ObjectFieldException(root.PlaceOf("addressType"), other, Types),
            null => throw new ObjectFieldException(root.PlaceOf("addressType"), "null", Types),
        };
        ObjectFields labels = root.Object("metadata").Object("labels");

        // kube-proxy does not even list the slices of services without a cluster address.
        string serviceName = labels.Has(HeadlessLabel) ? string.Empty : labels.Text(ServiceNameLabel) ?? string.Empty;
        return new EndpointSlice(name, serviceName)
        {
            Family = family,
            TriggerTime = ReadTriggerTime(root.Object("metadata").Object("annotations")),
            Ports = family is null ? [] : ReadPorts(root, problems),
            Endpoints = family is null ? [] : ReadEndpoints(root, family.Value, problems),
        };
    }

    /// <summary>For a figure alone: one that is no time is none.</summary>
    private static DateTimeOffset? ReadTriggerTime(ObjectFields annotations) =>
        annotations.Text(TriggerTimeAnnotation) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    private static SlicePort[] ReadPorts(ObjectFields root, ReadProblems problems)
    {
        var ports = new List<SlicePort>();
        foreach (FieldEntry entry in root.List("ports"))
        {
            ObjectFields fields = entry.Fields;
            string? name = fields.Text("name");
            int number = fields.Number("port", 0, ushort.MaxValue) ?? 0;
            if (
                name is not null
                && number != 0
                && problems.TryReadProtocol(
                    fields.Text("protocol", FieldForm.Protocol),
                    fields.PlaceOf("protocol"),
                    out IpvsProtocol protocol
                )
            )
            {
                ports.Add(new SlicePort(name, protocol, (ushort)number));
            }
        }

        return [.. ports];
    }

    private static SliceEndpoint[] ReadEndpoints(ObjectFields root, AddressFamily family, ReadProblems problems)
    {
        var endpoints = new List<SliceEndpoint>(root.List("endpoints").Count);
        foreach (FieldEntry entry in root.List("endpoints"))
        {
            ObjectFields fields = entry.Fields;
            if (ReadAddress(fields, family, problems) is { } address)
            {
                endpoints.Add(ReadEndpoint(fields, address));
            }
        }

        return [.. endpoints];
    }

    /// <summary>The first address, which alone counts; null where there is none or it is none.</summary>
    private static InetAddress? ReadAddress(ObjectFields endpoint, AddressFamily family, ReadProblems problems)
    {
        foreach (FieldEntry first in endpoint.List("addresses"))
        {
            string text = first.TextOf(FieldForm.Address);
            if (!problems.TryReadAddress(text, first.Place, out InetAddress address))
            {
                return null;
            }

            if (address.Family == family && VirtualAddressRules.IsUnicast(address))
            {
                return address;
            }

            problems.Add(ServiceProxyEventCode.EntryInvalid, first.Place.ToString(), text, FieldForm.HostOf(family));
            return null;
        }

        return null;
    }

    private static SliceEndpoint ReadEndpoint(ObjectFields fields, InetAddress address)
    {
        ObjectFields conditions = fields.Object("conditions");
        ObjectFields hints = fields.Object("hints");
        ObjectFields target = fields.Object("targetRef");
        return new SliceEndpoint(address)
        {
            IsReady = conditions.Truth("ready") ?? true,
            IsServing = conditions.Truth("serving") ?? true,
            IsTerminating = conditions.Truth("terminating") ?? false,
            NodeName = fields.Text("nodeName") ?? string.Empty,
            Pod = target.IsText("kind", "Pod") ? target.Text("name") ?? string.Empty : string.Empty,
            ZoneHints = ReadHints(hints, "forZones"),
            NodeHints = ReadHints(hints, "forNodes"),
        };
    }

    private static string[] ReadHints(ObjectFields hints, string name)
    {
        List<string>? names = null;
        foreach (FieldEntry entry in hints.List(name))
        {
            (names ??= []).Add(entry.Fields.Text("name") ?? string.Empty);
        }

        return names is null ? [] : [.. names];
    }
}
