using IpvsPS.Drain;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.KernelTests.Drain;

/// <summary>A namespace with a table to suspend in, what is remembered of it, and the engine on both.</summary>
internal sealed class DrainTable : IDisposable
{
    public const string Web = "10.0.0.1";

    private readonly NetNamespaceHandle _handle;
    private readonly string _root = Directory.CreateTempSubdirectory("state").FullName;

    public DrainTable(string scheduler = "wlc")
    {
        Netns.Native(
            $"""
            sh -c 'ipvsadm -A -t {Web}:80 -s {scheduler}
            for n in 3 4 5; do ipvsadm -a -t {Web}:80 -r 10.1.0.$n -m -w $((n * 2)) -x 100 -y 10; done
            ipvsadm -A -u {Web}:53 -s rr; ipvsadm -a -u {Web}:53 -r 10.1.0.3 -m -w 7'
            """
        );
        _handle = NetNamespaceHandle.Open(new NetNamespace(Netns.Name));
        Client = IpvsClient.Open(_handle, CancellationToken.None);
        File = SuspensionTable.File(Folder, "cookie-1");
    }

    public ScratchNamespace Netns { get; } = new();

    public IpvsClient Client { get; }

    public StateDirectory Folder => new(Path.Combine(_root, "ipvsps"));

    public StateFile<SuspensionTable> File { get; set; }

    /// <summary>Another engine at each call, as another process has it.</summary>
    public RealServerDrain Engine => new(Client, File, CancellationToken.None);

    public static RealServerId Server(int number, int port = 80) =>
        new(
            IpvsServiceId.ForAddress(Address(Web), (ushort)port, port == 80 ? IpvsProtocol.Tcp : IpvsProtocol.Udp),
            Address($"10.1.0.{number}"),
            (ushort)port
        );

    /// <summary>The weights as ipvsadm has them: of 10.1.0.3, .4 and .5 for the web, and of 10.1.0.3 for names.</summary>
    public string Weights =>
        string.Join(
            ' ',
            Netns
                .Native("ipvsadm -Sn")
                .Split('\n')
                .Where(line => line.StartsWith("-a", StringComparison.Ordinal))
                .Select(line => line.Split(' '))
                .OrderBy(words => words[1])
                .ThenBy(words => words[4], StringComparer.Ordinal)
                .Select(words => words[Array.IndexOf(words, "-w") + 1])
        );

    public void SetWeight(int number, int weight) => Netns.Native($"ipvsadm -e -t {Web}:80 -r 10.1.0.{number} -m -w {weight}");

    /// <summary>What is remembered, as text.</summary>
    public string Remembered =>
        string.Join(", ", (File.Read()?.All ?? []).Select(one => $"{one.Server.Address}:{one.Server.Port} {one.FullWeight}"));

    public void Dispose()
    {
        Client.Dispose();
        _handle.Dispose();
        Netns.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new FormatException(text);
}
