using System.Globalization;
using System.Net;
using IpvsPS.Endurance;
using IpvsPS.Lab.Host;

if (!GuestEnvironment.IsGuest)
{
    Console.Error.WriteLine(
        "The long runs make namespaces and links, so they run in the lab only: dotnet run --project tests/IpvsPS.Lab -- soak"
    );
    return 2;
}

GuestEnvironment.KeepLowAddressesFromChildren();
switch (args)
{
    case ["killed", var objects, .. var turns]:
        KilledSyncs.Run(objects, turns);
        return 0;
    case ["connected", var service, var servers, .. var names]:
        KilledSyncs.Connect(IPEndPoint.Parse(service), [.. servers.Split(',').Select(IPEndPoint.Parse)], names);
        return 0;
}

TimeSpan time = TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture));
return args[0] switch
{
    "crowd" => EndurancePrograms.RunCrowd(time),
    "health" => EndurancePrograms.RunHealth(time),
    "watch" => EndurancePrograms.RunWatch(time),
    "away" => EndurancePrograms.RunAway(time),
    _ => EndurancePrograms.RunSoak(time, Enum.Parse<SoakLeak>(args[2], ignoreCase: true)),
};
