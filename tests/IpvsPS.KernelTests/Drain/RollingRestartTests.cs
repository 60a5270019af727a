using System.Diagnostics;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Drain;

/// <summary>The function of docs/rolling-restart.md, run as it stands there, under clients.</summary>
[Trait(Kernels.Seconds, "200")]
public sealed class RollingRestartTests(LabSession lab, Pool pool) : IClassFixture<Pool>, IDisposable
{
    private const int Threads = 4;

    /// <summary>The page's function, word for word.</summary>
    private static readonly string Function = Sample(File.ReadAllText(Repository.File("docs/rolling-restart.md")));

    public void Dispose() => pool.Clear(lab);

    [Theory]
    [InlineData("Masquerade", "rr")]
    [InlineData("Masquerade", "wlc")]
    [InlineData("Masquerade", "sh")]
    [InlineData("Masquerade", "mh")]
    [InlineData("DirectRoute", "rr")]
    [InlineData("DirectRoute", "wlc")]
    [InlineData("DirectRoute", "sh")]
    [InlineData("DirectRoute", "mh")]
    public void Ten_pods_are_restarted_and_no_client_notices(string method, string scheduler)
    {
        string address = method == "Masquerade" ? Pool.NatAddress : Pool.DirectAddress;

        // With direct routing the table keeps closed connections for two minutes, and what is long is read seldom. One scheduler shows
        // that this only takes longer. Clients that pause keep its table from growing ever faster while it is waited for.
        bool isLong = method == "DirectRoute" && scheduler == "rr";
        int fin = method == "DirectRoute" && !isLong ? 10 : 120;
        lab.Works($"Set-IpvsTimeout -TcpFin {fin} -NetNamespace {pool.Director}");
        string flag = scheduler is "sh" or "mh" ? $"-SchedulerFlag {scheduler}-fallback, {scheduler}-port" : string.Empty;
        lab.Works(
            $"$null = New-IpvsService {address}:80 -Scheduler {scheduler} {flag} -NetNamespace {pool.Director} | "
                + $"Add-IpvsRealServer {string.Join(", ", Pool.Addresses)} -ForwardingMethod {method} -Weight 2 -NetNamespace "
                + $"{pool.Director}"
        );
        int[] before = pool.Served;
        var restarted = new List<string>();
        int cutOff = pool.CutOff;
        using (Pool.Clients clients = pool.Start(address, Threads, TimeSpan.FromMilliseconds(isLong ? 20 : 0)))
        {
            lab.SetVariable(
                "restartPod",
                new Action<string>(pod =>
                {
                    pool.Restart(pod);
                    restarted.Add(pod);
                })
            );
            lab.Works(
                $$"""
                & {
                    $PSDefaultParameterValues = @{ '*-Ipvs*:NetNamespace' = '{{pool.Director}}' }
                    {{Function}}
                    Restart-Pool {{address}}:80 { param($address) $restartPod.Invoke($address) }
                }
                """
            );
            clients.Dispose();
            Assert.True(clients.Failures.IsEmpty, string.Join('\n', clients.Failures));
            Assert.True(clients.Pages >= 50, $"Only {clients.Pages} pages were fetched.");
            Assert.True(clients.Downloads >= 1, $"Only {clients.Downloads} downloads ended.");
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{method} {scheduler}: {clients.Pages} pages, {clients.Downloads} " + $"downloads, 0 failures"
            );
        }

        Assert.Equal(Pool.Addresses.Order(), restarted.Order());
        Assert.Equal(cutOff, pool.CutOff);
        Assert.All(pool.Served.Zip(before), pair => Assert.True(pair.First > pair.Second, "A pod served nothing."));
        Assert.Equal(
            Pool.Addresses.Order().Select(pod => $"{pod} 2 False"),
            lab.Works(
                    $"Get-IpvsRealServer {address}:80 -NetNamespace {pool.Director} | ForEach-Object "
                        + $"{{ \"$($_.RealAddress) $($_.Weight) $($_.Suspended)\" }}"
                )
                .Output.Select(item => $"{item}")
                .Order()
        );
    }

    /// <summary>Without waiting, the same restart cuts clients off: so the clients would notice.</summary>
    [Fact]
    public void Without_draining_clients_do_notice()
    {
        lab.Works(
            $"$null = New-IpvsService {Pool.NatAddress}:80 -Scheduler rr -NetNamespace {pool.Director} | "
                + $"Add-IpvsRealServer {string.Join(", ", Pool.Addresses)} -ForwardingMethod Masquerade -NetNamespace {pool.Director}"
        );
        using Pool.Clients clients = pool.Start(Pool.NatAddress, Threads);
        var watch = Stopwatch.StartNew();
        // Between two of a client's connections nobody notices a restart, so one round of the pods can pass unseen.
        for (int pod = 0; clients.Failures.IsEmpty && watch.Elapsed < TimeSpan.FromMinutes(1); pod++)
        {
            Thread.Sleep(200);
            pool.Restart(Pool.Addresses[pod % Pool.Addresses.Count]);
        }

        clients.Dispose();
        Assert.NotEmpty(clients.Failures);
    }

    private static string Sample(string page)
    {
        const string fence = "```powershell\n";
        int start = page.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
