using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>
/// A session that enters the namespace red, tries the laws, does nothing for a minute, and tries them again. By then the
/// runtime has ended the pool's idle threads, and would make new ones on whichever thread asks for work: the entered one.
/// </summary>
internal sealed class IdleStay
{
    /// <summary>Well over the 20 seconds after which an idle pool thread ends.</summary>
    private const int IdleSeconds = 60;

    /// <summary>SOL_SOCKET and SO_BINDTODEVICE, include/uapi/asm-generic/socket.h.</summary>
    private const int SocketLevel = 1;
    private const int BindToDevice = 25;

    private const string Here = "(readlink /proc/self/ns/net)";

    private const string AStopReturns = "a stop returns";

    /// <summary>Each law, and a script that is true where it holds.</summary>
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["native commands are inside"] = $"{Here} -eq $red",
        ["cmdlets are inside"] = "(Get-NetLink).Name -contains 'dummy7'",
        ["cmdlets with a namespace are there"] = "(Get-NetLink -NetNamespace blue).Name -notcontains 'dummy7'",
        ["Enter nests"] = $"Enter-NetNamespace blue; $there = {Here}; Exit-NetNamespace; $there -eq $blue -and {Here} -eq $red",
        ["Invoke nests and returns"] = $"$there = Invoke-NetNamespace blue {{ {Here} }}; $there -eq $blue -and {Here} -eq $red",
        ["a throw returns"] = $"try {{ Invoke-NetNamespace blue {{ throw 'x' }} }} catch {{ }}; {Here} -eq $red",
        ["what is downstream of a block is outside of it"] = $"(Invoke-NetNamespace blue {{ 1 }} | ForEach-Object {{ {Here} }}) -eq $red",
        ["a program is where it is sent"] = "(Invoke-NetNamespace blue -FilePath readlink /proc/self/ns/net) -eq $blue",
        ["ForEach-Object -Parallel is at home"] =
            $"@(1..4 | ForEach-Object -Parallel {{ {Here} }} | Where-Object {{ $_ -ne $outside }}).Count -eq 0",
        ["cmdlets in ForEach-Object -Parallel are at home, and where they are sent"] =
            "$manifest = (Get-Module IpvsPS).Path -replace '\\.dll$', '.psd1'; "
            + "$found = @(1, 2 | ForEach-Object -Parallel { Import-Module $using:manifest; "
            // One text each: what two write comes in any order.
            + "\"$((Get-NetLink).Name -contains 'dummy7') $((Get-NetLink -NetNamespace red).Name -contains 'dummy7')\" }); "
            + "\"$found\" -eq 'False True False True' ? $true : \"$found\"",
        ["what a program starts is inside"] = "(sh -c 'sh -c \"readlink /proc/self/ns/net\"') -eq $red",
        ["/proc/thread-self/net is inside"] = "[IO.File]::ReadAllText('/proc/thread-self/net/dev').Contains('dummy7')",
        ["/proc/net and /proc/self/net are at home"] =
            "-not ([IO.File]::ReadAllText('/proc/net/dev') + [IO.File]::ReadAllText('/proc/self/net/dev')).Contains('dummy7')",
        ["/sys/class/net is at home"] =
            "[IO.Directory]::GetDirectories('/sys/class/net').Count -gt 0 -and -not [IO.Directory]::Exists('/sys/class/net/dummy7')",
        ["/sys/class/net is inside for a program that is sent there"] =
            "(Invoke-NetNamespace red -FilePath ls -ArgumentList /sys/class/net) -contains 'dummy7'",
        ["a socket that the session uses itself is inside"] =
            "$socket = [Net.Sockets.Socket]::new('InterNetwork', 'Dgram', 'Udp'); try { "
            + $"$socket.SetRawSocketOption({SocketLevel}, {BindToDevice}, [Text.Encoding]::ASCII.GetBytes('dummy7')); "
            + $"$true }} finally {{ $socket.Dispose() }}",
        ["what .NET fetches in the background is at home"] = "[Net.Http.HttpClient]::new().GetStringAsync($page).Result -eq 'at home'",
        ["the pool and the timer are at home"] =
            "1..20 | ForEach-Object { [Threading.Tasks.Task]::Delay(1).Wait(); [Net.Dns]::GetHostAddressesAsync('localhost').Wait() }; "
            + "$pool = @([IO.Directory]::GetDirectories(\"/proc/$PID/task\") | Where-Object { "
            + "[IO.File]::ReadAllText(\"$_/comm\") -match '^.NET (TP|Timer)' }); "
            + "$pool.Count -gt 0 -and @($pool | Where-Object { (readlink \"$_/ns/net\") -ne $outside }).Count -eq 0",
        ["a thousand times leave no descriptor and no thread"] =
            "$count = { [gc]::Collect(); [gc]::WaitForPendingFinalizers(); [IO.Directory]::GetFiles('/proc/self/fd').Count; "
            + "[IO.Directory]::GetDirectories('/proc/self/task').Count }; "
            + "$before = & $count; foreach ($i in 1..1000) { Enter-NetNamespace blue; Exit-NetNamespace }; $after = & $count; "
            + "$after[0] -le $before[0] + 3 -and $after[1] -le $before[1] + 3",
        ["removing the module goes home"] =
            "$manifest = (Get-Module IpvsPS).Path -replace '\\.dll$', '.psd1'; Enter-NetNamespace blue; Remove-Module IpvsPS; "
            + $"$there = {Here}; "
            + $"Import-Module $manifest; Enter-NetNamespace red; $there -eq $outside -and {Here} -eq $red",
    };

    public IdleStay(LabSession lab, TwoNamespaces two)
    {
        using var page = new HomePage("at home");
        lab.Run($"$page = '{page.Address}'; $outside = {Here}; $red = '{two.Red}'; $blue = '{two.Blue}'; Enter-NetNamespace red")
            .ThrowOnError();
        try
        {
            AtOnce = Try(lab);
            lab.Run($"[Threading.Thread]::Sleep({IdleSeconds * 1000})").ThrowOnError();
            Afterwards = Try(lab);
        }
        finally
        {
            Warnings = lab.Run("Exit-NetNamespace").ThrowOnError().Warnings;
        }
    }

    public static IEnumerable<string> Laws => Scripts.Keys.Append(AStopReturns);

    /// <summary>What came of each law straight after entering: True where it held.</summary>
    public IReadOnlyDictionary<string, string> AtOnce { get; }

    /// <summary>What came of each law after the idle time.</summary>
    public IReadOnlyDictionary<string, string> Afterwards { get; }

    /// <summary>What Exit-NetNamespace warned of.</summary>
    public IReadOnlyList<string> Warnings { get; }

    private static Dictionary<string, string> Try(LabSession lab)
    {
        Dictionary<string, string> tried = Scripts.ToDictionary(law => law.Key, law => Try(lab, law.Value));
        bool isStopped = lab.RunAndStop("Invoke-NetNamespace blue { 'begun'; while ($true) { } }").WasStopped;
        tried.Add(AStopReturns, isStopped ? Try(lab, $"{Here} -eq $red") : "not stopped");
        return tried;
    }

    private static string Try(LabSession lab, string script)
    {
        EngineResult result = lab.Run(script);
        return string.Join(
            '\n',
            [
                .. result.Output.Select(value => value.ToString()),
                .. result.Errors.Select(error => error.ToString()),
                .. (string[])(result.Failure is null ? [] : [result.Failure.Message]),
            ]
        );
    }
}
