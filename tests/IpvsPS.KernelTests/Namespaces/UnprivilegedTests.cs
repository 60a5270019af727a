using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>What a user without capabilities is told. One thread gives its own away; the kernel knows no others' then.</summary>
public sealed class UnprivilegedTests(LabSession lab, TwoNamespaces two) : NamespaceTestBase(lab), IClassFixture<TwoNamespaces>
{
    /// <summary>setresuid on x86-64: as a bare system call it changes the calling thread only, not the process.</summary>
    private const long SetUserIds = 117;

    [Fact]
    public void Listing_works() =>
        Assert.Equal(["blue", "red"], RunUnprivileged("(Get-NetNamespace).Name").Output.Select(name => name.ToString()));

    [Fact]
    public void The_inodes_are_known() =>
        Assert.Equal([two.Red], RunUnprivileged("\"net:[$((Get-NetNamespace red).Inode)]\"").Output.Select(inode => inode.ToString()));

    [Fact]
    public void Processes_of_others_are_counted_in_a_warning() =>
        Assert.Contains(
            "as root",
            Assert.Single(RunUnprivileged("Get-NetNamespace -Process -WarningVariable said *> $null; $said").Output).ToString(),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("Invoke-NetNamespace red -FilePath echo ran")]
    [InlineData("New-NetNamespace green")]
    [InlineData("Remove-NetNamespace red -Confirm:$false")]
    [InlineData("Enter-NetNamespace red")]
    [InlineData("Invoke-NetNamespace red { 'ran' }")]
    public void A_change_needs_the_capability(string script)
    {
        (PSObject[] output, ErrorRecord[] errors) = RunUnprivileged(script);

        Assert.Empty(output);
        Assert.Single(errors).Is("PermissionDenied", ErrorCategory.PermissionDenied, "CAP_SYS_ADMIN", "root");
    }

    [Fact]
    public void Anothers_process_is_closed() =>
        Assert.Single(RunUnprivileged("Register-NetNamespace 1").Errors).Is("PermissionDenied", ErrorCategory.PermissionDenied, "root");

    private (PSObject[] Output, ErrorRecord[] Errors) RunUnprivileged(string script)
    {
        // Has the threads that the process needs made by a thread with capabilities, which they inherit.
        Lab.Run("Invoke-NetNamespace red { }").ThrowOnError();
        (PSObject[] Output, ErrorRecord[] Errors) result = default;
        var thread = new Thread(() =>
        {
            using Runspace runspace = ImportedRunspace.Open(PSThreadOptions.UseCurrentThread);
            using var shell = PowerShell.Create(runspace);
            Assert.Equal(0, SystemCall(SetUserIds, 65534, 65534, 65534));
            result = ([.. shell.AddScript(script).Invoke()], [.. shell.Streams.Error]);
        });
        thread.Start();
        thread.Join();
        return result;
    }

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern long SystemCall(long number, int real, int effective, int saved);
}
