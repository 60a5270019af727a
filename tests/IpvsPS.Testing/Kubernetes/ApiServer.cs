using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>
/// Stands in for an API server, on loopback over TLS. It answers as the real one did, and does on request what goes wrong with one.
/// </summary>
internal sealed class ApiServer : IClusterServer
{
    public const string Services = "/api/v1/services";
    public const string Slices = "/apis/discovery.k8s.io/v1/endpointslices";
    public const string Nodes = "/api/v1/nodes";
    public const string Ranges = "/apis/networking.k8s.io/v1/servicecidrs";

    /// <summary>Who asks, in the words of a refusal.</summary>
    public const string User = "system:kube-proxy";

    /// <summary>The token of somebody who has no right at all.</summary>
    public const string NobodyToken = "nobody-token";

    private readonly object _gate = new();
    private readonly HashSet<Socket> _sockets = [];
    private readonly Dictionary<string, ApiResource> _resources = new()
    {
        [Services] = new("Service", "v1", """ "spec":{},"status":{"loadBalancer":{}}"""),
        [Slices] = new("EndpointSlice", "discovery.k8s.io/v1", """ "addressType":"","endpoints":null,"ports":null"""),
        [Nodes] = new("Node", "v1", """ "spec":{},"status":{"daemonEndpoints":{"kubeletEndpoint":{"Port":0}}}"""),
        [Ranges] = new("ServiceCIDR", "networking.k8s.io/v1", """ "spec":{},"status":{}"""),
    };

    private Socket? _listener;
    private int _port;
    private long _version = 1;
    private long _floor;
    private (long Version, Dictionary<string, List<JsonObject>> Items)? _backup;

    /// <summary>Starts a server without objects on a port that is free.</summary>
    public ApiServer() => Start();

    public ApiCertificates Certificates { get; private set; } = new();

    public string Url => $"https://127.0.0.1:{_port}";

    /// <summary>The paths with their queries that were asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The bearer token that clients must show; null for none.</summary>
    public string? Token { get; set; }

    public string[] Proxy => Token is null ? [] : [$"token: {Token}"];

    public string[] Nobody { get; } = [$"token: {NobodyToken}"];

    /// <summary>Whether clients without a token must show a certificate of the authority.</summary>
    public bool WantsCertificate { get; set; }

    /// <summary>The status with which a path is refused, such as 403.</summary>
    public ConcurrentDictionary<string, int> Refused { get; } = [];

    /// <summary>What an older server does not have; nobody has a right to it there.</summary>
    public ConcurrentDictionary<string, bool> Absent { get; } = [];

    /// <summary>Whether watches alone are refused.</summary>
    public ConcurrentDictionary<string, int> RefusedWatches { get; } = [];

    /// <summary>Whether a watch may begin with all objects, as servers since 1.32 mostly have it; others refuse it as invalid.</summary>
    public bool HasInitialEvents { get; set; } = true;

    /// <summary>Whether a version that is too old is refused by the status 410 instead of within the stream.</summary>
    public bool ExpiresByStatus { get; set; }

    /// <summary>Nothing is answered or sent while this is so; connections stay open.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The name in the certificate that a client showed last; null where it showed none.</summary>
    public string? LastCertificate { get; internal set; }

    /// <summary>How many watches are open.</summary>
    public int WatchCount { get; private set; }

    /// <summary>Puts the objects of a list, or one object.</summary>
    public void Load(string path, string json)
    {
        JsonNode node = JsonNode.Parse(json)!;
        if (node["items"] is JsonArray items)
        {
            foreach (JsonNode? item in items.ToList())
            {
                items.Remove(item);
                Put(path, (JsonObject)item!);
            }
        }
        else
        {
            Put(path, (JsonObject)node);
        }
    }

    /// <summary>Does what a line of a recorded watch says.</summary>
    public void Replay(string path, string line)
    {
        JsonNode node = JsonNode.Parse(line)!;
        var item = (JsonObject)node["object"]!.DeepClone();
        switch ((string)node["type"]!)
        {
            case "ADDED" or "MODIFIED":
                Put(path, item);
                break;
            case "DELETED":
                Remove(path, item);
                break;
        }
    }

    public void Put(string path, JsonObject item) => Change(path, resource => resource.Put(Versioned(item)));

    public void Remove(string path, JsonObject item) => Change(path, resource => resource.Remove(Versioned(item)));

    /// <summary>Sends bytes to every watch of a path as they are.</summary>
    public void Send(string path, byte[] bytes) => Change(path, resource => resource.Send(++_version, bytes));

    /// <summary>Forgets what has happened: whoever watches from before is told 410, as after a restart of the real server.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _floor = ++_version;
            _resources.Values.ToList().ForEach(resource => resource.Compact());
        }
    }

    /// <summary>Breaks every connection.</summary>
    public void Break()
    {
        lock (_gate)
        {
            _sockets.ToList().ForEach(socket => socket.Close(0));
            _sockets.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Goes away.</summary>
    public void Stop()
    {
        Interlocked.Exchange(ref _listener, null)?.Dispose();
        Break();
    }

    /// <summary>Comes back at the same port; what happened before is not known any more.</summary>
    public void Restart()
    {
        Stop();
        Compact();
        Start();
    }

    public void Backup()
    {
        lock (_gate)
        {
            _backup = (_version, _resources.ToDictionary(pair => pair.Key, pair => pair.Value.Copy()));
        }
    }

    public void RestoreBackup()
    {
        Stop();
        lock (_gate)
        {
            (_version, Dictionary<string, List<JsonObject>> items) = _backup!.Value;
            _floor = _version;
            items.ToList().ForEach(pair => _resources[pair.Key].Restore(pair.Value));
        }

        Start();
    }

    /// <summary>Gets certificates of another authority.</summary>
    public void ExchangeCertificates()
    {
        Certificates = new ApiCertificates();
        Break();
    }

    public void RenewCertificate()
    {
        Certificates.RenewServer();
        Break();
    }

    public void Dispose()
    {
        Stop();
        Certificates.Dispose();
    }

    /// <summary>Does something with a resource while nothing of it changes; null where there is no such path.</summary>
    internal T? Read<T>(string path, Func<ApiResource, long, T> read)
        where T : class
    {
        lock (_gate)
        {
            return _resources.TryGetValue(path, out ApiResource? resource) ? read(resource, _version) : null;
        }
    }

    /// <summary>Whether it has what a path names.</summary>
    internal bool Has(string path) => _resources.ContainsKey(path) && !Absent.ContainsKey(path);

    /// <summary>Waits until something has happened, or a time has passed.</summary>
    internal void Wait(TimeSpan time)
    {
        lock (_gate)
        {
            Monitor.Wait(_gate, time);
        }
    }

    /// <summary>What a group has, where a path is that of a group; null for any other.</summary>
    internal ApiAnswer? Discover(string path)
    {
        string prefix = $"{path}/";
        string[] there = [.. _resources.Keys.Where(one => one.StartsWith(prefix, StringComparison.Ordinal))];
        return there.Length == 0 ? null : ApiAnswer.Group(path, there.Where(one => !Absent.ContainsKey(one)));
    }

    internal ApiAnswer TooOld(long version) => ApiAnswer.TooOld(version, Interlocked.Read(ref _floor));

    /// <summary>Whether what followed a version is still known.</summary>
    internal bool Knows(long version) => version >= Interlocked.Read(ref _floor);

    internal void CountWatch(int change)
    {
        lock (_gate)
        {
            WatchCount += change;
        }
    }

    /// <summary>Comes back at the same port, and knows all that it knew.</summary>
    public void Start()
    {
        var listener = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, _port));
        listener.Listen();
        _port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _listener = listener;
        new Thread(() => Accept(listener)) { IsBackground = true }.Start();
    }

    private void Accept(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = listener.Accept();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            lock (_gate)
            {
                _sockets.Add(client);
            }

            new Thread(() => new ApiExchange(this, client).Serve()) { IsBackground = true }.Start();
        }
    }

    private void Change(string path, Action<ApiResource> change)
    {
        lock (_gate)
        {
            change(_resources[path]);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>An object keeps a version that is newer than all before, as recorded ones have; any other gets the next.</summary>
    private JsonObject Versioned(JsonObject item)
    {
        long own = ApiResource.VersionOf(item);
        _version = own > _version ? own : _version + 1;
        item["metadata"]!["resourceVersion"] = _version.ToString(CultureInfo.InvariantCulture);
        return item;
    }
}
