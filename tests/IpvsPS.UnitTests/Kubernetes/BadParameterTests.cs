using System.Management.Automation;
using IpvsPS.Testing.Engine;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>
/// Every parameter of the commands for Kubernetes services with a value that it cannot have: one error with an id of its own, and words
/// that name the parameter and the way out. Nothing is asked or changed before.
/// </summary>
public sealed class BadParameterTests(BadParameterTests.Files files) : IClassFixture<BadParameterTests.Files>
{
    private const string Node = "-NodeName node1";
    private const string Range = "IpvsKubernetesRangeInvalid";
    private const string Drain = "IpvsKubernetesDrainTimeoutInvalid";
    private const string Interval = "IpvsKubernetesIntervalInvalid";
    private const string Port = "IpvsKubernetesPortMissing";
    private const string PowerShellEmpty = "ParameterArgumentValidationError";
    private const string PowerShellText = "ParameterArgumentTransformationError";
    private const string PowerShellWord = "CannotConvertArgumentNoMessage";
    private const string Pods = "$objects | ConvertTo-IpvsConfiguration";

    /// <summary>The commands that take what all of them share; a cluster behind the kubeconfig does not answer.</summary>
    private static readonly string[] OfServices =
    [
        "$objects | ConvertTo-IpvsConfiguration",
        "$objects | Get-IpvsKubernetesService",
        "$objects | Sync-IpvsKubernetesService -WhatIf",
        "Sync-IpvsKubernetesService -WhatIf -Kubeconfig $kubeconfig",
        "Watch-IpvsKubernetesService $kubeconfig -WhatIf",
    ];

    private static readonly string[] OfClusters = ["Sync-IpvsKubernetesService -WhatIf", "Watch-IpvsKubernetesService -WhatIf"];

    private static readonly string[] OfWatch = [OfServices[^1]];

    private static readonly (string[] Commands, string Arguments, string Id, ErrorCategory Category, string Words)[] Table =
    [
        (OfServices, "", "IpvsKubernetesNodeNameMissing", ErrorCategory.InvalidArgument, "as kubectl get nodes lists it"),
        (OfServices, "-NodeName ''", "IpvsKubernetesNodeNameMissing", ErrorCategory.InvalidArgument, "as kubectl get nodes lists it"),
        (OfServices, "-NodeName 'a b'", "IpvsKubernetesNodeNameMissing", ErrorCategory.InvalidArgument, "one that kubectl get nodes lists"),
        (OfServices, $"-Scheduler best {Node}", "IpvsSchedulerInvalid", ErrorCategory.InvalidArgument, "give -Scheduler one of dh, fo"),
        (OfServices, $"-Scheduler none {Node}", "IpvsSchedulerInvalid", ErrorCategory.InvalidArgument, "rr, sed, sh, twos, wlc, wrr"),
        (OfServices, $"-Scheduler '' {Node}", PowerShellEmpty, ErrorCategory.InvalidData, "not null or empty"),
        (OfServices, $"-ClusterCidr 10.0.0.0/33 {Node}", Range, ErrorCategory.InvalidArgument, "write -ClusterCidr 10.96.0.0/16 or"),
        (OfServices, $"-ServiceRange nowhere {Node}", Range, ErrorCategory.InvalidArgument, "write -ServiceRange 10.96.0.0/16 or"),
        (OfServices, $"-NodePortAddress eth0 {Node}", Range, ErrorCategory.InvalidArgument, "fd00:10:96::/108 or primary"),
        (OfServices, $"-ExcludeRange 10.0.0.0/8,x {Node}", Range, ErrorCategory.InvalidArgument, "write -ExcludeRange 10.96.0.0/16 or"),
        (
            OfServices,
            $"-ReservedAddress api.example {Node}",
            PowerShellText,
            ErrorCategory.InvalidData,
            "is not an address: write 10.0.0.1"
        ),
        (OfServices, $"-Masquerade Some {Node}", PowerShellWord, ErrorCategory.InvalidArgument, "NonLocal, All, None"),
        (OfServices, $"-AddressMode Bridge {Node}", PowerShellWord, ErrorCategory.InvalidArgument, "Route, Link"),
        (OfServices, $"-LocalFallback Reject {Node}", PowerShellWord, ErrorCategory.InvalidArgument, "Drop, Cluster"),
        (OfServices, $"-KubeProxyConfiguration ./nowhere {Node}", "IpvsKubernetesFileMissing", ErrorCategory.ObjectNotFound, "config.conf"),
        (
            OfServices,
            $"-KubeProxyConfiguration $kubeconfig {Node}",
            "IpvsKubernetesKubeconfigInvalid",
            ErrorCategory.InvalidData,
            "and not KubeProxyConfiguration. kubectl -n kube-system get configmap kube-proxy"
        ),
        (OfServices, $"-NetNamespace nowhere {Node}", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "New-NetNamespace makes one"),
        (OfServices, $"-NetNamespace $null {Node}", "NetNamespaceMissing", ErrorCategory.InvalidArgument, "Give a name, a path"),
        (OfServices[..3], $"-Scheduler best -NetNamespace '', $PID {Node}", "IpvsSchedulerInvalid", ErrorCategory.InvalidArgument, "wlc"),
        (OfClusters, $"-Kubeconfig ./nowhere {Node}", "IpvsKubernetesFileMissing", ErrorCategory.ObjectNotFound, "kubectl works with"),
        (OfClusters, $"-Kubeconfig / {Node}", "IpvsKubernetesFileMissing", ErrorCategory.ObjectNotFound, "kubectl works with"),
        (OfClusters, $"-Kubeconfig '' {Node}", PowerShellEmpty, ErrorCategory.InvalidData, "not null or empty"),
        (
            OfClusters,
            $"-Context other -Kubeconfig $kubeconfig {Node}",
            "IpvsKubernetesContextMissing",
            ErrorCategory.ObjectNotFound,
            "no context 'other', but lab: correct -Context"
        ),
        (
            OfClusters,
            $"-Server ftp://x -Kubeconfig $kubeconfig {Node}",
            "IpvsKubernetesServerInvalid",
            ErrorCategory.InvalidArgument,
            "write https://10.0.0.1:6443"
        ),
        (
            OfClusters,
            $"-Server node1 -Kubeconfig $kubeconfig {Node}",
            "IpvsKubernetesServerInvalid",
            ErrorCategory.InvalidArgument,
            "write https://10.0.0.1:6443"
        ),
        (
            OfClusters,
            $"-Server https:// -Kubeconfig $kubeconfig {Node}",
            PowerShellText,
            ErrorCategory.InvalidData,
            "write https://10.0.0.1:6443"
        ),
        (OfServices[2..], $"-DrainTimeout -1 {Node}", Drain, ErrorCategory.InvalidArgument, "a time of 0 seconds or more, such as 60"),
        (OfServices[2..], $"-DrainTimeout soon {Node}", PowerShellText, ErrorCategory.InvalidData, "write seconds, such as 300"),
        (OfServices[2..], $"-DrainTimeout 3000000000 {Node}", PowerShellText, ErrorCategory.InvalidData, "write 2147483647 at most"),
        (
            OfServices[2..],
            $"-DrainTimeout ([timespan]::MaxValue) {Node}",
            PowerShellText,
            ErrorCategory.InvalidData,
            "write 2147483647 at most"
        ),
        (OfWatch, $"-MinimumInterval -1 {Node}", Interval, ErrorCategory.InvalidArgument, "a time of 0 seconds or more, such as 500ms"),
        (OfWatch, $"-RepairInterval 0.5 {Node}", Interval, ErrorCategory.InvalidArgument, "a time of 1 second or more, such as 500ms"),
        (OfWatch, $"-RepairInterval ([timespan]::MaxValue) {Node}", PowerShellText, ErrorCategory.InvalidData, "write 2147483647 at most"),
        (OfWatch, $"-HealthzBindAddress 127.0.0.1 {Node}", Port, ErrorCategory.InvalidArgument, "such as 127.0.0.1:10249"),
        (OfWatch, $"-MetricsBindAddress 127.0.0.1:0 {Node}", Port, ErrorCategory.InvalidArgument, "such as 127.0.0.1:10249"),
        (
            OfWatch,
            $"-MetricsBindAddress node1:10249 {Node}",
            PowerShellText,
            ErrorCategory.InvalidData,
            "is not an address: write 10.0.0.1"
        ),
        (OfWatch, $"-ReadyFile '' {Node}", PowerShellEmpty, ErrorCategory.InvalidData, "not null or empty"),
        (OfWatch, $"-Count 0 {Node}", PowerShellEmpty, ErrorCategory.InvalidData, "greater than or equal to 1"),
        (
            OfWatch,
            $"-NetNamespace '', $PID, '' {Node}",
            "IpvsKubernetesNamespaceSeveral",
            ErrorCategory.InvalidArgument,
            "Watch the others in jobs of their own"
        ),
        ([Pods], "-VirtualAddress 10.0.0.185 -TargetPort 80", Port, ErrorCategory.InvalidArgument, "-VirtualAddress 10.0.0.185:80"),
        ([Pods], "-VirtualAddress 10.0.0.185:0 -TargetPort 80", Port, ErrorCategory.InvalidArgument, "-VirtualAddress 10.0.0.185:80"),
        (
            [Pods],
            "-VirtualAddress web:80 -TargetPort 80",
            PowerShellWord,
            ErrorCategory.InvalidArgument,
            "is not an address: write 10.0.0.1"
        ),
        ([Pods], "-TargetPort 0 -VirtualAddress 10.0.0.185:80", PowerShellEmpty, ErrorCategory.InvalidData, "greater than or equal to 1"),
        (
            [Pods],
            "-TargetPort 65536 -VirtualAddress 10.0.0.185:80",
            PowerShellEmpty,
            ErrorCategory.InvalidData,
            "less than or equal to 65535"
        ),
        (
            [Pods],
            "-Protocol Icmp -TargetPort 80 -VirtualAddress 10.0.0.185:80",
            PowerShellWord,
            ErrorCategory.InvalidArgument,
            "Tcp, Udp, Sctp"
        ),
        (
            [Pods],
            "-Scheduler best -TargetPort 80 -VirtualAddress 10.0.0.185:80",
            "IpvsSchedulerInvalid",
            ErrorCategory.InvalidArgument,
            "wlc"
        ),
        (
            [Pods],
            "-NodeName node1 -TargetPort 80 -VirtualAddress 10.0.0.185:80",
            "IpvsInputMismatch",
            ErrorCategory.InvalidArgument,
            "leave one of them out"
        ),
        (
            [Pods],
            "-NetNamespace nowhere -TargetPort 80 -VirtualAddress 10.0.0.185:80",
            "NetNamespaceNotFound",
            ErrorCategory.ObjectNotFound,
            "New-NetNamespace makes one"
        ),
        (
            ["Clear-IpvsKubernetesService -WhatIf", "Clear-IpvsKubernetesService -KubeProxy -WhatIf"],
            "-NetNamespace nowhere",
            "NetNamespaceNotFound",
            ErrorCategory.ObjectNotFound,
            "New-NetNamespace makes one"
        ),
    ];

    public static TheoryData<string, string, string, ErrorCategory, string> Rows =>
        [
            .. Table.SelectMany(row =>
                row.Commands.Select(command => new TheoryDataRow<string, string, string, ErrorCategory, string>(
                    command,
                    row.Arguments,
                    row.Id,
                    row.Category,
                    row.Words
                ))
            ),
        ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void One_error_names_the_parameter_and_the_way_out(
        string command,
        string arguments,
        string id,
        ErrorCategory category,
        string words
    )
    {
        EngineResult result = files.Engine.Run($"{command} {arguments}");
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        string message = error.Exception.Message;
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.True(!message.Contains('\n') || id == PowerShellWord, message);
        Assert.Empty(result.Output);

        // The parameter that is wrong stands first; where there is none, it is the one that is missing.
        Assert.Contains(arguments.Length > 0 ? arguments.Split(' ')[0][1..] : "NodeName", message, StringComparison.Ordinal);
    }

    /// <summary>The engine, a kubeconfig whose server nobody asks, and objects.</summary>
    public sealed class Files : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("parameters").FullName;

        public Files()
        {
            string kubeconfig = Path.Combine(_folder, "config");
            File.WriteAllText(
                kubeconfig,
                """
                current-context: lab
                contexts: [{ name: lab, context: { cluster: lab } }]
                clusters: [{ name: lab, cluster: { server: "https://127.0.0.1:1" } }]
                """
            );
            Engine.ImportModule();
            Engine.SetVariable("kubeconfig", kubeconfig);
            Engine.SetVariable("objects", """{"kind":"List","items":[{"kind":"Node","metadata":{"name":"node1"}}]}""");
            Engine.Run($"Set-Location '{_folder}'").ThrowOnError();
        }

        internal PowerShellEngine Engine { get; } = new(TextWriter.Null);

        public void Dispose()
        {
            Engine.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
