namespace IpvsPS.KernelTests.Namespaces;

/// <summary>With parts of /proc hidden, what is not seen is not said to be absent. In PowerShell of its own, with mounts of its
/// own.</summary>
public sealed class HiddenProcTests(LabSession lab, TwoNamespaces two) : NamespaceTestBase(lab), IClassFixture<TwoNamespaces>
{
    private const string AsUser = "setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all ";

    /// <summary>As ProcSubset=pid of a systemd unit mounts it.</summary>
    [Fact]
    public void Without_the_files_of_sysctls_the_kernel_is_not_said_to_have_no_IPVS()
    {
        string[] said = Say(
            "subset=pid",
            string.Empty,
            "Get-IpvsSetting expire_nodest_conn",
            "Get-IpvsSetting",
            "Set-IpvsSetting expire_nodest_conn 1",
            "'{\"kind\":\"List\",\"items\":[]}' | Sync-IpvsKubernetesService -NodeName me -Masquerade None",
            "Get-IpvsDirectRouting 10.0.0.185 -Interface lo",
            "Get-IpvsConnection",
            "Get-IpvsService",
            "Get-NetNamespace red",
            "Invoke-NetNamespace red { Get-NetLink lo }"
        );

        Assert.All(said[..5], line => Assert.Matches("^ProcHidden,.*/proc/sys/net/.*subset=pid", line));
        Assert.All(said[5..], line => Assert.Equal("done", line));
    }

    [Fact]
    public void A_process_that_is_hidden_is_not_said_to_have_ended()
    {
        string[] said = Say(
            "hidepid=2",
            AsUser,
            "Register-NetNamespace 1 x",
            "Get-NetLink lo -NetNamespace 1",
            "Register-NetNamespace -ContainerId 3f2a9c",
            "Register-NetNamespace 999999 x",
            "Get-NetNamespace -Process -WarningAction Stop"
        );

        Assert.All(said[..2], line => Assert.Matches("^ProcHidden,.*Process 1 runs.*hidepid", line));
        Assert.Matches("^ProcHidden,.*container '3f2a9c'.*hidepid", said[2]);
        Assert.Matches("^NetNamespaceNotFound,.*has ended, or never was", said[3]);
        Assert.Matches("hidepid", said[4]);
        Assert.NotEqual(two.Red, two.Blue);
    }

    /// <summary>What each command says: its error's id and words, or that it has done it.</summary>
    private static string[] Say(string options, string user, params string[] commands)
    {
        string script = Path.GetTempFileName() + ".ps1";
        File.WriteAllLines(
            script,
            commands.Select(command =>
                $"try {{ {command} -ErrorAction Stop 3>$null | Out-Null; 'done' }} catch {{ \"$($_.FullyQualifiedErrorId): "
                + $"$($_.Exception.Message)\" -replace '\\s+', ' ' }}"
            )
        );
        return LabSession
            .Native(
                $"chmod 644 {script}; unshare -m sh -c \"mount -t proc -o {options} proc /proc && "
                    + $"{user}{LabSession.PwshCommand} '{script}'\""
            )
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)[^commands.Length..];
    }
}
