using System.Management.Automation;

namespace IpvsPS.KernelTests.Namespaces;

public sealed class RegisterNetNamespaceTests(LabSession lab) : EmptyDirectoryTestBase(lab)
{
    [Fact]
    public void A_process_gives_its_namespace_and_its_id_for_a_name()
    {
        string pid = StartPod();

        dynamic pod = Lab.Run($"Register-NetNamespace -ProcessId {pid}").ThrowOnError().Output[0];

        Assert.Equal(pid, pod.Name);
        Assert.Equal([pid], NamesOfIp());
        Assert.Equal(LabSession.Native($"readlink /proc/{pid}/ns/net").Trim(), NamespaceOf(pid));
        Assert.Equal(pid, LabSession.Native($"ip netns identify {pid}").Trim());
        LabSession.Native($"kill {pid}");
    }

    [Fact]
    public void The_name_outlives_the_process()
    {
        string pid = StartPod();
        Lab.Run($"Register-NetNamespace {pid} web").ThrowOnError();

        LabSession.Native($"kill {pid}");

        Assert.Equal(["lo"], Lines("(Get-NetLink lo -NetNamespace web).Name"));
    }

    [Fact]
    public void Objects_of_processes_bind()
    {
        string pid = StartPod();

        Assert.Equal([pid], Lines($"(([pscustomobject]@{{ Id = {pid}; Name = 'sleep' }}) | Register-NetNamespace).Name"));
        LabSession.Native($"kill {pid}");
    }

    [Fact]
    public void A_failing_registration_leaves_no_file()
    {
        Fails("Register-NetNamespace 999999", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "999999", "ended");
        Fails("Register-NetNamespace 999999 web", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "999999");
        Fails("Register-NetNamespace -ContainerId 00000000", "ContainerNotFound", ErrorCategory.ObjectNotFound, "00000000");
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("nginx")]
    [InlineData("'../../../etc'")]
    [InlineData("'3f2a*'")]
    [InlineData("'[0-9a-f]*'")]
    [InlineData("'3f2a;reboot'")]
    [InlineData("'3f2a/..'")]
    public void A_container_id_is_hexadecimal(string id) =>
        Fails(
            $"Register-NetNamespace -ContainerId {id}",
            "ContainerIdInvalid",
            ErrorCategory.InvalidArgument,
            id.Trim('\''),
            "hexadecimal"
        );

    [Fact]
    public void A_container_is_found_by_the_beginning_of_its_id()
    {
        string first = "3f2a" + new string('1', 60),
            second = "3f2b" + new string('2', 60);
        LabSession.Native("mkdir -p /run/cg; mount -t cgroup2 none /run/cg");
        try
        {
            string firstPid = StartInGroup($"docker-{first}.scope"),
                secondPid = StartInGroup($"cri-containerd-{second}.scope");

            Assert.Equal([firstPid], Lines("(Register-NetNamespace -ContainerId 3f2a).Name"));
            Assert.Equal(["web"], Lines($"(Register-NetNamespace -ContainerId containerd://{second} -Name web).Name"));
            Assert.Equal(LabSession.Native($"readlink /proc/{secondPid}/ns/net").Trim(), NamespaceOf("web"));
            string third = "3f2a" + new string('3', 60);
            string thirdPid = StartInGroup($"crio-{third}.scope");
            Fails("Register-NetNamespace -ContainerId 3f2a -Name x", "ContainerIdAmbiguous", ErrorCategory.InvalidArgument, first, third);
            LabSession.Native($"kill {firstPid} {secondPid} {thirdPid}");
        }
        finally
        {
            LabSession.Native("for i in $(seq 500); do rmdir /run/cg/*.scope && break; sleep 0.02; done; umount /run/cg; true");
        }
    }

    /// <summary>A process in a namespace without a name, as a container runtime leaves one; returns its id.</summary>
    private static string StartPod() => LabSession.StartSleep("unshare -n sleep 120");

    private static string StartInGroup(string group)
    {
        string pid = StartPod();
        LabSession.Native($"mkdir /run/cg/{group}; echo {pid} > /run/cg/{group}/cgroup.procs");
        return pid;
    }
}
