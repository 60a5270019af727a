using System.Diagnostics;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Remoting;

/// <summary>
/// A network namespace that stands for another host: reached over a veth pair from this one, with OpenSSH's server and PowerShell as
/// its subsystem, so that <c>Invoke-Command -HostName</c> works to it as root, by its name alone too.
/// </summary>
public sealed class RemoteHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("remote-host-").FullName;
    private readonly Process _server;

    private readonly int _number;
    private readonly bool _isPlaceOurs;

    /// <summary>Makes the namespace and starts the server in it.</summary>
    /// <param name="name">The name of the host and of the namespace.</param>
    /// <param name="number">Which of several hosts, from 0.</param>
    /// <param name="place">A namespace that is there already, which is the host then; null makes one of the host's name.</param>
    public RemoteHost(string name = "remote-host", int number = 0, string? place = null)
    {
        Name = name;
        _number = number;
        _isPlaceOurs = place is null;
        Place = place ?? name;
        LabSession.Native(
            $"""
            set -e
            {(_isPlaceOurs ? $"ip netns add {Place}" : "")}
            ip -n {Place} link set lo up
            ip link add {Link} type veth peer name eth0 netns {Place}
            ip address add 10.99.{number}.1/24 dev {Link}
            ip -n {Place} address add {Address}/24 dev eth0
            ip link set {Link} up
            ip -n {Place} link set eth0 up
            for key in host client; do ssh-keygen -q -t ed25519 -N '' -f {_directory}/$key; done
            grep -q ^sshd: /etc/passwd || echo 'sshd:x:22222:65534::/run/sshd:/usr/sbin/nologin' >>/etc/passwd
            mkdir -p /run/sshd
            echo '{Address} {Name}' >>/etc/hosts
            """
        );
        File.WriteAllText(
            ClientFile,
            $"""
            Host {Name}
                User root
                IdentityFile {_directory}/client
                StrictHostKeyChecking no
                UserKnownHostsFile /dev/null
                LogLevel ERROR

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
            SetEnv PSModulePath={Path.GetDirectoryName(Path.GetDirectoryName(StagedModule.Manifest))}
            Subsystem sftp internal-sftp
            Subsystem powershell /usr/local/bin/pwsh -sshs -NoLogo -NoProfile

            """
        );
        _server = Process.Start(
            new ProcessStartInfo(
                "ip",
                ["netns", "exec", Place, "/opt/openssh-server/usr/sbin/sshd", "-D", "-E", $"{_directory}/log", "-f", $"{_directory}/config"]
            )
            {
                Environment = { ["LD_LIBRARY_PATH"] = "/opt/openssh-server/usr/lib/x86_64-linux-gnu" },
            }
        )!;
        WaitForServer();
    }

    /// <summary>The name of the host.</summary>
    public string Name { get; }

    /// <summary>The namespace.</summary>
    private string Place { get; }

    private string Address => $"10.99.{_number}.2";

    private string Link => $"remote-host{_number}";

    /// <summary>What the client needs to know of the host.</summary>
    private string ClientFile => $"/etc/ssh/ssh_config.d/{Name}.conf";

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
        LabSession.Native($"ip link delete {Link}; {(_isPlaceOurs ? $"ip netns delete {Place};" : "")} sed -i '/ {Name}$/d' /etc/hosts");
        File.Delete(ClientFile);
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
            listeners = LabSession.Native($"ip netns exec {Place} ss -Hltn");
        }
    }
}
