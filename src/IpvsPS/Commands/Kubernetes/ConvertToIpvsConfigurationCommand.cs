using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy;

namespace IpvsPS.Commands;

/// <summary>
/// ConvertTo-IpvsConfiguration: makes a configuration of text, of an object that was one, or of what Kubernetes objects mean for a node.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "IpvsConfiguration", DefaultParameterSetName = ServiceSet)]
[OutputType(typeof(Objects.IpvsConfiguration))]
public sealed class ConvertToIpvsConfigurationCommand : KubernetesCommand
{
    private const string PodSet = "Pod";

    private static readonly string[] OfServices =
    [
        nameof(NodeName),
        nameof(ClusterCidr),
        nameof(ServiceRange),
        nameof(NodePortAddress),
        nameof(Masquerade),
        nameof(AddressMode),
        nameof(LocalFallback),
        nameof(AllowUnfiltered),
        nameof(ExcludeRange),
        nameof(ReservedAddress),
        nameof(KubeProxyConfiguration),
    ];

    private readonly List<string> _lines = [];
    private bool _hasObjects;

    /// <summary>
    /// Text, JSON, what ipvsadm saves or keepalived.conf, whole or line by line; an object of ConvertFrom-Json, a file or a job
    /// that was a configuration; or Kubernetes objects, single ones or lists, also as JSON text.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public override PSObject? InputObject { get; set; }

    /// <summary>What the text is; its first word tells unless given.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public IpvsConfigurationFormat? Format { get; set; }

    /// <summary>The address and port of one virtual service whose real servers are the piped pods.</summary>
    [Parameter(ParameterSetName = PodSet, Mandatory = true)]
    [ArgumentCompleter(typeof(IpvsVirtualAddressCompleter))]
    public EndpointArgument VirtualAddress { get; set; }

    /// <summary>The pods' port.</summary>
    [Parameter(ParameterSetName = PodSet, Mandatory = true)]
    [ValidateRange(1, ushort.MaxValue)]
    public int TargetPort { get; set; }

    /// <summary>The virtual service's protocol.</summary>
    [Parameter(ParameterSetName = PodSet)]
    public IpvsProtocol Protocol { get; set; } = IpvsProtocol.Tcp;

    /// <summary>Refuses what is said of a node's services where one service is made of pods.</summary>
    private protected override void Begin()
    {
        base.Begin();
        string? vain = ParameterSetName == PodSet ? Array.Find(OfServices, Parameters.IsTyped) : null;
        if (vain is not null)
        {
            throw new CommandException(
                ErrorIds.IpvsInputMismatch,
                ErrorCategory.InvalidArgument,
                $"-{vain} is for Services and their slices, and -TargetPort for one service of pods: leave one of them out."
            );
        }
    }

    private bool IsForKubernetes => ParameterSetName == PodSet || Parameters.IsTyped(nameof(NodeName));

    /// <summary>Writes the configuration of an object that was one, and keeps text until its end.</summary>
    private protected override void Take(PSObject given)
    {
        if (given.BaseObject is object[] several)
        {
            Array.ForEach(several, item => Take(PSObject.AsPSObject(item)));
        }
        else if (given.BaseObject is string text)
        {
            _lines.Add(text);
        }
        else if (!IsForKubernetes && ConfigurationObject.IsConfiguration(given))
        {
            Write(ConfigurationObject.Read(given));
        }
        else if (IsForKubernetes || IsKubernetes(given))
        {
            _hasObjects = true;
            base.Take(given);
        }
        else
        {
            throw new CommandException(
                ErrorIds.IpvsConfigurationInvalid,
                ErrorCategory.InvalidData,
                $"An object of {given.BaseObject.GetType().Name} is no configuration: give text, an object that has version and "
                    + "services or Services and RealServers, or Kubernetes objects."
            );
        }
    }

    /// <inheritdoc/>
    private protected override void CheckParameters()
    {
        if (ParameterSetName == PodSet)
        {
            ReadService();
            ReadScheduler();
        }
        else if (IsForKubernetes || _hasObjects)
        {
            base.CheckParameters();
        }
    }

    /// <summary>Reads the text, when all of it is there.</summary>
    private protected override void TakeLast()
    {
        string text = string.Join('\n', _lines);
        if (_lines.Count > 0 && Format is null && (IsForKubernetes || IsKubernetes(text)))
        {
            _hasObjects = true;
            CheckParameters();
            base.Take(PSObject.AsPSObject(text));
        }
        else if (_lines.Count > 0)
        {
            Write(ConfigurationFiles.Parse(text, Format, WriteWarning));
        }
    }

    /// <summary>Writes the configuration of the Kubernetes objects, where there were any.</summary>
    private protected override void ProcessObjects(NetNamespace? scope)
    {
        if (!_hasObjects && !IsForKubernetes)
        {
            return;
        }

        if (ParameterSetName == PodSet)
        {
            string scheduler = Parameters.IsTyped(nameof(Scheduler)) ? ReadScheduler() : "wlc";
            Write(new(ClusterState.OfPods(Input, ReadService(), (ushort)TargetPort, scheduler)));
            Tell(Input.Events);
            return;
        }

        var cluster = new ClusterState(Input, ReadOptions(), ReadHost(scope, Cancellation));
        Write(new(cluster.ToConfiguration()));
        Tell(cluster.Events);
    }

    private void Write(Objects.IpvsConfiguration configuration)
    {
        SerializationDepth.Tell(this);
        WriteObject(configuration);
    }

    /// <summary>Every Kubernetes object says its kind.</summary>
    private static bool IsKubernetes(PSObject given) =>
        given.BaseObject is IDictionary table ? table.Contains("kind") : given.Properties["kind"] is PSNoteProperty;

    private static bool IsKubernetes(string text)
    {
        try
        {
            // The first of several documents tells, too.
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Array
                || (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("kind", out _));
        }
        catch (JsonException)
        {
            // Whether it is what ipvsadm saves, or where its fault lies, the reader of configurations says.
            return false;
        }
    }

    private IpvsServiceId ReadService()
    {
        bool isAddress = InetAddress.TryParse(VirtualAddress.Address ?? string.Empty, out InetAddress address);
        return isAddress && VirtualAddress.Port is > 0 and { } port
            ? IpvsServiceId.ForAddress(address, (ushort)port, Protocol)
            : throw new CommandException(
                "IpvsKubernetesPortMissing",
                ErrorCategory.InvalidArgument,
                $"-VirtualAddress {VirtualAddress} has no port: give the address and the port that clients connect to, as in "
                    + "-VirtualAddress 10.0.0.185:80."
            );
    }
}
