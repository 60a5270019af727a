using System.Globalization;
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
TimeSpan time = TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture));
return args[0] switch
{
    "crowd" => EndurancePrograms.RunCrowd(time),
    "health" => EndurancePrograms.RunHealth(time),
    _ => EndurancePrograms.RunSoak(time, Enum.Parse<SoakLeak>(args[2], ignoreCase: true)),
};
