using IpvsPS.Namespaces;
using Xunit;

namespace IpvsPS.UnitTests.Namespaces;

/// <summary>Containers are found by what their runtimes write into the control groups.</summary>
public sealed class ContainerProcessTests : IDisposable
{
    private const string One = "3f2a9c41d0be3f2a9c41d0be3f2a9c41d0be3f2a9c41d0be3f2a9c41d0be1111";
    private const string Two = "3f2a9c41d0be3f2a9c41d0be3f2a9c41d0be3f2a9c41d0be3f2a9c41d0be2222";

    private readonly string _processes = Directory.CreateTempSubdirectory("ipvsps-processes.").FullName;

    public void Dispose() => Directory.Delete(_processes, recursive: true);

    [Theory]
    [InlineData($"0::/system.slice/docker-{One}.scope")]
    [InlineData($"0::/system.slice/docker-{One}.scope/init")]
    [InlineData($"0::/../../docker-{One}.scope")]
    [InlineData($"12:pids:/docker/{One}\n11:cpu,cpuacct:/docker/{One}\n1:name=systemd:/docker/{One}\n0::/")]
    [InlineData($"0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod0a1b.slice/cri-containerd-{One}.scope")]
    [InlineData($"11:memory:/kubepods/burstable/pod8f3c1c2e-0000-4000-8000-0123456789ab/{One}")]
    [InlineData($"0::/system.slice/containerd.service/kubepods-pod0a1b.slice:cri-containerd:{One}")]
    [InlineData($"0::/kubepods.slice/kubepods-pod0a1b.slice/crio-{One}.scope")]
    [InlineData($"0::/machine.slice/libpod-{One}.scope/container")]
    [InlineData($"0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{One}.scope")]
    [InlineData($"0::/docker/{Two}/kubelet/kubepods/pod1/{One}")]
    public void The_innermost_id_is_the_containers(string groups) => Assert.Equal(One, ContainerProcess.ReadContainerId(groups + "\n"));

    [Theory]
    [InlineData("0::/init.scope")]
    [InlineData("0::/user.slice/user-1000.slice/session-2.scope")]
    [InlineData($"0::/machine.slice/libpod-conmon-{One}.scope")]
    [InlineData($"0::/kubepods.slice/crio-conmon-{One}.scope")]
    [InlineData($"0::/system.slice/{One}abcd.scope")]
    [InlineData("")]
    public void What_is_outside_of_containers_has_none(string groups) => Assert.Null(ContainerProcess.ReadContainerId(groups));

    [Theory]
    [InlineData("3f2a")]
    [InlineData("3F2A9C41")]
    [InlineData(One)]
    [InlineData($"containerd://{One}")]
    public void The_process_that_started_first_is_taken(string id)
    {
        Add(900, One, startTime: 50);
        Add(40, One, startTime: 70);
        Add(41, group: null, startTime: 1);

        Assert.Equal(900, ContainerProcess.Find(id, _processes));
    }

    [Fact]
    public void Several_containers_are_listed()
    {
        Add(1, One, 1);
        Add(2, Two, 2);

        var e = Assert.Throws<NetNamespaceException>(() => ContainerProcess.Find("3f2a", _processes));

        Assert.Equal(NetNamespaceError.ContainerAmbiguous, e.Error);
        Assert.Contains($"{One}, {Two}.", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, ContainerProcess.Find(Two, _processes));
    }

    [Fact]
    public void None_is_an_error_that_names_the_id()
    {
        var e = Assert.Throws<NetNamespaceException>(() => ContainerProcess.Find("ffff", _processes));

        Assert.Equal(NetNamespaceError.ContainerNotFound, e.Error);
        Assert.Contains("'ffff'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3f2")]
    [InlineData("web")]
    [InlineData($"{One}0")]
    [InlineData("containerd://")]
    public void What_is_no_id_is_refused(string id) =>
        Assert.Equal(
            NetNamespaceError.InvalidContainerId,
            Assert.Throws<NetNamespaceException>(() => ContainerProcess.Find(id, _processes)).Error
        );

    private void Add(int id, string? group, long startTime)
    {
        string directory = Directory.CreateDirectory(Path.Combine(_processes, id.ToString())).FullName;
        File.WriteAllText(
            Path.Combine(directory, "cgroup"),
            group is null ? "0::/init.scope\n" : $"0::/system.slice/docker-{group}.scope\n"
        );
        // The 22nd field, behind a name that looks like fields.
        File.WriteAllText(
            Path.Combine(directory, "stat"),
            $"{id} (a) S 1 (b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 {startTime} 99 99\n"
        );
    }
}
