using System.Diagnostics;

namespace IpvsPS.KernelTests.Remoting;

/// <summary>
/// A network namespace that stands for another host: reached over a veth pair from this one, with OpenSSH's server and PowerShell as
/// its subsystem, so that <c>Invoke-Command -HostName</c> works to it as root.
/// </summary>
public sealed class RemoteHost : IDisposable
{
    private const string Address = "10.99.0.2";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("remote-host-").FullName;
    private readonly Process _server;

    /// <summary>Makes the namespace and starts the server in it.</summary>
    public RemoteHost()
    {
        LabSession.Native(
            $"""
            set -e
            ip netns add {Name}
            ip -n {Name} link set lo up
            ip link add remote-host0 type veth peer name eth0 netns {Name}
            ip address add 10.99.0.1/24 dev remote-host0
            ip -n {Name} address add {Address}/24 dev eth0
            ip link set remote-host0 up
            ip -n {Name} link set eth0 up
            for key in host client; do ssh-keygen -q -t ed25519 -N '' -f {_directory}/$key; done
            grep -q ^sshd: /etc/passwd || echo 'sshd:x:22222:65534::/run/sshd:/usr/sbin/nologin' >>/etc/passwd
            mkdir -p /run/sshd
            """
        );
        File.WriteAllText(
            Path.Combine(_directory, "config"),
            $"""
            HostKey {_directory}/host
            PidFile none
            AuthorizedKeysFile {_directory}/client.pub
            StrictModes no
            PermitRootLogin yes
            PasswordAuthentication no
            UsePAM no
            Subsystem powershell /usr/local/bin/pwsh -sshs -NoLogo -NoProfile

            """
        );
        _server = Process.Start(
            new ProcessStartInfo(
                "ip",
                ["netns", "exec", Name, "/opt/openssh-server/usr/sbin/sshd", "-D", "-E", $"{_directory}/log", "-f", $"{_directory}/config"]
            )
            {
                Environment = { ["LD_LIBRARY_PATH"] = "/opt/openssh-server/usr/lib/x86_64-linux-gnu" },
            }
        )!;
        WaitForServer();
    }

    /// <summary>The name of the namespace.</summary>
    public string Name => "remote-host";

    /// <summary>The parameters of Invoke-Command and New-PSSession that name this host.</summary>
    public string Parameters =>
        $"-HostName {Address} -UserName root -KeyFilePath {_directory}/client -Options @{{ StrictHostKeyChecking = 'no'; "
        + $"UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' }}";

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        LabSession.Native($"ip link delete remote-host0; ip netns delete {Name}");
        Directory.Delete(_directory, recursive: true);
    }

    private void WaitForServer()
    {
        var clock = Stopwatch.StartNew();
        string listeners = "";
        while (!listeners.Contains(":22", StringComparison.Ordinal))
        {
            Assert.False(_server.HasExited, "The server of the remote host ended.");
            Assert.True(clock.Elapsed < Patience, "The server of the remote host does not listen.");
            Thread.Sleep(50);
            listeners = LabSession.Native($"ip netns exec {Name} ss -Hltn");
        }
    }
}
