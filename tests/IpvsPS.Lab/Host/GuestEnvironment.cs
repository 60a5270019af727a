namespace IpvsPS.Lab.Host;

/// <summary>The environment variables of every command in the guest.</summary>
public static class GuestEnvironment
{
    private const string Marker = "IPVSPS_LAB";

    /// <summary>The file of <see cref="Host.LowAddresses"/> in the directory that the guest shares with the machine.</summary>
    internal const string LowAddresses = "low-addresses.so";

    /// <summary>True in a process that the lab started inside its kernel.</summary>
    public static bool IsGuest => Environment.GetEnvironmentVariable(Marker) == "guest";

    /// <summary>Takes from this process's children what it needs itself only: in each program that starts, a library costs a few system
    /// calls.</summary>
    public static void KeepLowAddressesFromChildren() => Environment.SetEnvironmentVariable("LD_PRELOAD", null);

    /// <summary>The dotnet program whose runtime runs this process.</summary>
    public static string DotnetHost { get; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../dotnet"));

    /// <summary>Programs of Kubernetes, which tests use where this machine has them on the PATH.</summary>
    private static readonly string[] ControlPlane = ["etcd", "kube-apiserver", "kube-proxy", "kubectl"];

    public static Dictionary<string, string> Create(bool terminal)
    {
        string dotnet = Path.GetDirectoryName(DotnetHost)!;
        return new()
        {
            [Marker] = "guest",
            ["PATH"] = $"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:{dotnet}{ControlPlaneFolders()}",
            ["HOME"] = "/run/home",
            ["LANG"] = "C.UTF-8",
            // Without a terminal, pwsh takes some terminals' width as -1 and prints tables without rows; a dumb one has 80 columns.
            ["TERM"] = terminal ? Environment.GetEnvironmentVariable("TERM") ?? "xterm" : "dumb",
            ["DOTNET_ROOT"] = dotnet,
            ["DOTNET_CLI_HOME"] = "/run/home",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            // A system call costs 40 times what it costs outside: these save many of them (README.md has the figures).
            ["DOTNET_EnableWriteXorExecute"] = "0",
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_TieredPGO"] = "0",
            ["LD_PRELOAD"] = $"/run/{LowAddresses}",
        };
    }

    private static string ControlPlaneFolders() =>
        string.Concat(
            ControlPlane
                .Select(HostPackages.FindProgram)
                .OfType<string>()
                .Select(program => $":{Path.GetDirectoryName(program)}")
                .Distinct()
        );
}
