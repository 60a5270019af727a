using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>
/// Reads services behind another one as <see cref="JsonConfigurationWriter"/> writes most of them: with an IPv4 address, a scheduler and
/// nothing else but real servers that <see cref="JsonSavedServer"/> reads. Anything else is left to
/// <see cref="JsonConfigurationReader"/>.
/// </summary>
internal sealed class JsonSavedService(ConfigurationTable table)
{
    private readonly SeenNames _schedulers = new();

    /// <summary>Adds the services that follow to the table.</summary>
    /// <param name="text">What follows the service before, as far as it has been read.</param>
    /// <returns>How many bytes they take up, the comma before each included.</returns>
    /// <exception cref="IpvsConfigurationException">A rule is broken; the place is not said.</exception>
    public int Read(ReadOnlySpan<byte> text)
    {
        var saved = new SavedText(text);
        int taken = 0;
        while (TryRead(ref saved))
        {
            taken = saved.Taken;
        }

        return taken;
    }

    private bool TryRead(ref SavedText text)
    {
        if (!TryTakeHead(ref text, out IpvsServiceId id, out ReadOnlySpan<byte> scheduler))
        {
            return false;
        }

        while (JsonSavedServer.TryTake(ref text, out RealServer server))
        {
            ConfigurationRules.Check(id, server, default);
            table.Store.Add(server);
            if (!text.TryTake((byte)','))
            {
                break;
            }
        }

        if (!text.TryTake("\n      ]\n    }"u8))
        {
            table.Store.DropAdded();
            return false;
        }

        RealServerRange servers = table.Store.TakeAdded();
        var service = new IpvsService { Id = id, Scheduler = _schedulers.Find(scheduler) };
        ConfigurationRules.Check(service, default);
        if (!ConfigurationRules.AreInOrder(servers))
        {
            RealServersInText.Sort(id, servers.AsSpan(), _ => default);
        }

        table.Services.Add(new ServiceEntry(service, servers));
        return true;
    }

    private static bool TryTakeHead(ref SavedText text, out IpvsServiceId id, out ReadOnlySpan<byte> scheduler)
    {
        id = default;
        scheduler = default;
        if (
            !text.TryTake(",\n    {\n      \"virtualAddress\": \""u8)
            || !text.TryTakeIPv4(out InetAddress address)
            || !text.TryTake("\",\n      \"virtualPort\": "u8)
            || !text.TryTakeNumber(ushort.MaxValue, out uint port)
            || !text.TryTake(",\n      \"protocol\": \""u8)
            || !text.TryTakeEither("Tcp"u8, "Udp"u8, out bool isTcp)
        )
        {
            return false;
        }

        id = IpvsServiceId.ForAddress(address, (ushort)port, isTcp ? IpvsProtocol.Tcp : IpvsProtocol.Udp);
        return text.TryTake("\",\n      \"scheduler\": \""u8)
            && text.TryTakeName(out scheduler)
            && text.TryTake("\",\n      \"realServers\": ["u8);
    }
}
