using System.Globalization;
using System.Net;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;

namespace IpvsPS.Benchmarks;

/// <summary>A table of services with as many real servers each, in memory and in files of both formats.</summary>
internal sealed class BenchmarkTable
{
    private readonly int _servers;

    public BenchmarkTable(int services, int servers)
    {
        ServiceCount = services;
        _servers = servers;
        Table = new ConfigurationTable();
        for (int i = 0; i < services; i++)
        {
            var service = new IpvsService { VirtualAddress = Address(10, 96, i), VirtualPort = 80 };
            var realServers = new RealServer[servers];
            for (int j = 0; j < servers; j++)
            {
                int number = (i * servers) + j;
                realServers[j] = new RealServer(InetAddress.FromIPAddress(Address(10, 128, number)), 8080)
                {
                    ForwardingMethod = IpvsForwardingMethod.Masquerade,
                };
            }

            Table.Services.Add(new ServiceEntry(service, realServers));
        }

        JsonFile = Write("json", isJson: true);
        SaveFile = Write("rules", isJson: false);
    }

    public ConfigurationTable Table { get; }

    public int ServiceCount { get; }

    public int ServerCount => ServiceCount * _servers;

    public int RuleCount => ServiceCount + ServerCount;

    public string JsonFile { get; }

    /// <summary>As ipvsadm saves it.</summary>
    public string SaveFile { get; }

    /// <summary>The first services only.</summary>
    public BenchmarkTable Part(double share) => share == 1 ? this : new BenchmarkTable((int)(ServiceCount * share), _servers);

    private static IPAddress Address(byte first, byte second, int number) =>
        new([first, (byte)(second + (number >> 16)), (byte)(number >> 8), (byte)number]);

    private string Write(string extension, bool isJson)
    {
        string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"table-{ServiceCount}.{extension}"));
        using FileStream stream = File.Create(path);
        ConfigurationFile.Write(Table, stream, isJson);
        return path;
    }
}
