using System.Text.Json;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>Reads an EndpointSlice.</summary>
internal static class SliceReader
{
    private const string ServiceNameLabel = "kubernetes.io/service-name";

    public static EndpointSlice Read(ObjectName name, ObjectFields root, ReadProblems problems)
    {
        AddressFamily? family = root.Text("addressType") switch
        {
            "IPv4" => AddressFamily.IPv4,
            "IPv6" => AddressFamily.IPv6,
            "FQDN" => null,
            string other => throw new ObjectFieldException("addressType", other),
            null => throw new ObjectFieldException("addressType", "null"),
        };
        string serviceName = root.Object("metadata").Object("labels").Text(ServiceNameLabel) ?? string.Empty;
        return new EndpointSlice(name, serviceName)
        {
            Family = family,
            Ports = family is null ? [] : ReadPorts(root, problems),
            Endpoints = family is null ? [] : ReadEndpoints(root, family.Value, problems),
        };
    }

    private static SlicePort[] ReadPorts(ObjectFields root, ReadProblems problems)
    {
        var ports = new List<SlicePort>();
        foreach ((JsonElement item, string path) in root.List("ports"))
        {
            var fields = new ObjectFields(item, path);
            string? name = fields.Text("name");
            int number = fields.Number("port", 0, ushort.MaxValue) ?? 0;
            if (
                name is not null
                && number != 0
                && problems.TryReadProtocol(fields.Text("protocol"), fields.PathOf("protocol"), out IpvsProtocol protocol)
            )
            {
                ports.Add(new SlicePort(name, protocol, (ushort)number));
            }
        }

        return [.. ports];
    }

    private static SliceEndpoint[] ReadEndpoints(ObjectFields root, AddressFamily family, ReadProblems problems)
    {
        var endpoints = new List<SliceEndpoint>();
        foreach ((JsonElement item, string path) in root.List("endpoints"))
        {
            var fields = new ObjectFields(item, path);
            (string Text, string Path) first = fields.Texts("addresses").FirstOrDefault();
            if (first.Text is null || !problems.TryReadAddress(first.Text, first.Path, out InetAddress address))
            {
                continue;
            }

            if (address.Family != family || !VirtualAddressRules.IsUnicast(address))
            {
                problems.Add(ServiceProxyEventCode.EntryInvalid, first.Path, first.Text);
                continue;
            }

            endpoints.Add(ReadEndpoint(fields, address));
        }

        return [.. endpoints];
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
            Pod = target.Text("kind") == "Pod" ? target.Text("name") ?? string.Empty : string.Empty,
            ZoneHints = ReadHints(hints, "forZones"),
            NodeHints = ReadHints(hints, "forNodes"),
        };
    }

    private static string[] ReadHints(ObjectFields hints, string name)
    {
        List<string>? names = null;
        foreach ((JsonElement item, string path) in hints.List(name))
        {
            (names ??= []).Add(new ObjectFields(item, path).Text("name") ?? string.Empty);
        }

        return names is null ? [] : [.. names];
    }
}
