using System.Net;
using System.Reflection;

namespace IpvsPS.State;

/// <summary>What a property of a check's definition holds.</summary>
public enum HealthCheckValue
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>The kind.</summary>
    Kind,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A time in seconds, which need not be whole.</summary>
    Seconds,

    /// <summary>True or false.</summary>
    Switch,

    /// <summary>An IPv4 or IPv6 address.</summary>
    Address,

    /// <summary>Texts, each a line of the property.</summary>
    Lines,
}

/// <summary>One property of a check's definition: what files and users call it, and which kinds of checks use it.</summary>
public sealed class HealthCheckField
{
    private static readonly IpvsHealthCheckKind[] Sockets = Enum.GetValues<IpvsHealthCheckKind>()[..^1];
    private static readonly IpvsHealthCheckKind[] Ports = [.. Sockets.Where(kind => kind != IpvsHealthCheckKind.Icmp)];
    private static readonly IpvsHealthCheckKind[] Http = [IpvsHealthCheckKind.Http, IpvsHealthCheckKind.Https];
    private static readonly IpvsHealthCheckKind[] Grpc = [IpvsHealthCheckKind.Grpc];
    private static readonly IpvsHealthCheckKind[] Tls = [IpvsHealthCheckKind.Tls, IpvsHealthCheckKind.Https, .. Grpc];
    private static readonly IpvsHealthCheckKind[] Dns = [IpvsHealthCheckKind.Dns];
    private static readonly IpvsHealthCheckKind[] Udp = [IpvsHealthCheckKind.Udp];
    private static readonly IpvsHealthCheckKind[] Smtp = [IpvsHealthCheckKind.Smtp];
    private static readonly IpvsHealthCheckKind[] Script = [IpvsHealthCheckKind.Script];
    private static readonly IpvsHealthCheck Default = new();

    private readonly PropertyInfo _property;
    private readonly IpvsHealthCheckKind[]? _kinds;

    private HealthCheckField(string key, PropertyInfo property, IpvsHealthCheckKind[]? kinds)
    {
        Key = key;
        _property = property;
        _kinds = kinds;
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Value =
            type == typeof(IpvsHealthCheckKind) ? HealthCheckValue.Kind
            : type == typeof(TimeSpan) ? HealthCheckValue.Seconds
            : type == typeof(bool) ? HealthCheckValue.Switch
            : type == typeof(IPAddress) ? HealthCheckValue.Address
            : type != typeof(string) ? HealthCheckValue.Number
            : property.Name is nameof(IpvsHealthCheck.Headers) or nameof(IpvsHealthCheck.ScriptArguments) ? HealthCheckValue.Lines
            : HealthCheckValue.Text;
    }

    /// <summary>Every property, in the order in which they are written.</summary>
    public static IReadOnlyList<HealthCheckField> All { get; } =
    [
        Of("kind", nameof(IpvsHealthCheck.Kind)),
        Of("targetAddress", nameof(IpvsHealthCheck.Address)),
        Of("port", nameof(IpvsHealthCheck.Port), [.. Ports, IpvsHealthCheckKind.Script]),
        Of("interval", nameof(IpvsHealthCheck.Interval)),
        Of("fastInterval", nameof(IpvsHealthCheck.FastInterval)),
        Of("timeout", nameof(IpvsHealthCheck.Timeout)),
        Of("rise", nameof(IpvsHealthCheck.Rise)),
        Of("fall", nameof(IpvsHealthCheck.Fall)),
        Of("startDown", nameof(IpvsHealthCheck.StartsDown)),
        Of("sourceAddress", nameof(IpvsHealthCheck.SourceAddress), Sockets),
        Of("sourcePort", nameof(IpvsHealthCheck.SourcePort), Ports),
        Of("linkName", nameof(IpvsHealthCheck.Link), Sockets),
        Of("firewallMark", nameof(IpvsHealthCheck.FirewallMark), Sockets),
        Of("path", nameof(IpvsHealthCheck.Path), Http),
        Of("method", nameof(IpvsHealthCheck.Method), Http),
        Of("httpVersion", nameof(IpvsHealthCheck.HttpVersion), Http),
        Of("hostName", nameof(IpvsHealthCheck.HostName), [.. Http, .. Grpc]),
        Of("header", nameof(IpvsHealthCheck.Headers), Http),
        Of("statusCode", nameof(IpvsHealthCheck.StatusCode), Http),
        Of("match", nameof(IpvsHealthCheck.Match), [.. Http, .. Udp]),
        Of("matchAbsent", nameof(IpvsHealthCheck.MatchAbsent), [.. Http, .. Udp]),
        Of("bodyHash", nameof(IpvsHealthCheck.BodyHash), Http),
        Of("serverName", nameof(IpvsHealthCheck.ServerName), Tls),
        Of("useTls", nameof(IpvsHealthCheck.UseTls), Grpc),
        Of("verifyCertificate", nameof(IpvsHealthCheck.VerifyCertificate), Tls),
        Of("caCertificatePath", nameof(IpvsHealthCheck.CaCertificatePath), Tls),
        Of("certificateWarning", nameof(IpvsHealthCheck.CertificateWarning), Tls),
        Of("grpcService", nameof(IpvsHealthCheck.GrpcService), Grpc),
        Of("queryName", nameof(IpvsHealthCheck.QueryName), Dns),
        Of("queryType", nameof(IpvsHealthCheck.QueryType), Dns),
        Of("payload", nameof(IpvsHealthCheck.Payload), Udp),
        Of("requireReply", nameof(IpvsHealthCheck.RequireReply), Udp),
        Of("replyPattern", nameof(IpvsHealthCheck.ReplyPattern), Udp),
        Of("leastReplyLength", nameof(IpvsHealthCheck.LeastReplyLength), Udp),
        Of("mostReplyLength", nameof(IpvsHealthCheck.MostReplyLength), Udp),
        Of("heloName", nameof(IpvsHealthCheck.HeloName), Smtp),
        Of("scriptPath", nameof(IpvsHealthCheck.ScriptPath), Script),
        Of("argumentList", nameof(IpvsHealthCheck.ScriptArguments), Script),
        Of("setsWeight", nameof(IpvsHealthCheck.SetsWeight), Script),
    ];

    /// <summary>Its key in a file: <c>statusCode</c>.</summary>
    public string Key { get; }

    /// <summary>The property of <see cref="IpvsHealthCheck"/>.</summary>
    public string Property => _property.Name;

    /// <summary>What it holds.</summary>
    public HealthCheckValue Value { get; }

    /// <summary>The kinds that use it; null for all.</summary>
    public IReadOnlyList<IpvsHealthCheckKind>? Kinds => _kinds;

    /// <summary>The field of a property.</summary>
    /// <param name="property">The property of <see cref="IpvsHealthCheck"/>.</param>
    /// <returns>The field.</returns>
    public static HealthCheckField Find(string property) => All.First(field => field.Property == property);

    /// <summary>Reads it.</summary>
    /// <param name="check">The definition.</param>
    /// <returns>Its value.</returns>
    public object? Get(IpvsHealthCheck check) => _property.GetValue(check);

    /// <summary>The same definition with another value.</summary>
    /// <param name="check">The definition.</param>
    /// <param name="value">The value; a number of any type.</param>
    /// <returns>The new definition.</returns>
    public IpvsHealthCheck Set(IpvsHealthCheck check, object? value)
    {
        IpvsHealthCheck copy = check with { };
        Type type = Nullable.GetUnderlyingType(_property.PropertyType) ?? _property.PropertyType;
        object? given = value is null || Value != HealthCheckValue.Number ? value : Convert.ChangeType(value, type, null);
        _property.SetValue(copy, given);
        return copy;
    }

    /// <summary>Whether a kind of check uses it.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Whether it does.</returns>
    public bool IsOf(IpvsHealthCheckKind kind) => _kinds?.Contains(kind) ?? true;

    /// <summary>Whether a definition has it otherwise than by default.</summary>
    /// <param name="check">The definition.</param>
    /// <returns>Whether it has.</returns>
    public bool IsSet(IpvsHealthCheck check) => !Equals(Get(check), Get(Default));

    private static HealthCheckField Of(string key, string property, IpvsHealthCheckKind[]? kinds = null) =>
        new(key, typeof(IpvsHealthCheck).GetProperty(property)!, kinds);
}
