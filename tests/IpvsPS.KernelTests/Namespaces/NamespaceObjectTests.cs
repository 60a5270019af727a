using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>What the cmdlets take for a network namespace: live objects, the rows that transports make of them, strings, and nothing
/// else.</summary>
public sealed class NamespaceObjectTests(LabSession lab) : EmptyDirectoryTestBase(lab)
{
    /// <summary>The ways an object travels, each a script that sends $object and returns what arrives.</summary>
    public static TheoryData<string> Transports =>
        new(
            "$object",
            "$object | ConvertTo-Csv | ConvertFrom-Csv",
            "$object | ConvertTo-Json | ConvertFrom-Json",
            "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($object))"
        );

    [Theory]
    [MemberData(nameof(Transports))]
    public void A_row_means_the_namespace_it_came_from(string transport)
    {
        LabSession.Native("ip netns add good; ip -n good link set lo up; ip netns add other");
        Lab.Run($"$object = Get-NetNamespace good; $row = {transport}").ThrowOnError();
        string inode = NamespaceOf("good");

        Assert.Equal([inode], Lines($"$row | Invoke-NetNamespace {{ {Here} }}"));
        Assert.Equal([inode], Lines($"Invoke-NetNamespace $row {{ {Here} }}"));
        Assert.Equal([inode], Lines($"Enter-NetNamespace $row; {Here}; Exit-NetNamespace"));
        Assert.Equal(["good"], Lines("($row | Get-NetNamespace).Name"));
        Assert.Equal(["good"], Lines("($row | Get-IpvsDirectRouting 10.0.0.1)[0].NetNamespace"));
        Assert.Equal(["good"], Lines("$row.NetNamespace"));
        MakeAgain("good");
        Fails("$row | Remove-NetNamespace -Confirm:$false", "NetNamespaceChanged", ErrorCategory.InvalidData, "good");
        Lab.Run($"$object = Get-NetNamespace good; $row = {transport}; $row | Remove-NetNamespace -Confirm:$false").ThrowOnError();
        Assert.Equal(["other"], NamesOfIp());
        Lab.Run("$row | New-NetNamespace > $null").ThrowOnError();
        Assert.Equal(["good", "other"], NamesOfIp());
    }

    /// <summary>A job is a process of its own, in PowerShell itself.</summary>
    [Fact]
    public void What_a_job_returns_means_the_namespace_it_came_from()
    {
        LabSession.Native("ip netns add good");
        string script = Path.GetTempFileName() + ".ps1";
        File.WriteAllText(
            script,
            $$"""
            $module = (Get-Module IpvsPS).Path
            $row = Start-Job { Import-Module $using:module; Get-NetNamespace good } | Receive-Job -Wait -AutoRemoveJob
            $row | Invoke-NetNamespace { {{Here}} }
            $row | Remove-NetNamespace -Confirm:$false
            """
        );

        Assert.Equal(NamespaceOf("good"), LabSession.Native($"{LabSession.PwshCommand} '{script}'").Trim());
        Assert.Empty(NamesOfIp());
    }

    [Fact]
    public void The_home_namespace_travels_too() =>
        Assert.Equal(
            [Home, string.Empty],
            Lines(
                "$home1 = Get-NetNamespace -Current | ConvertTo-Csv | ConvertFrom-Csv; "
                    + $"$home1 | Invoke-NetNamespace {{ {Here} }}; $home1.NetNamespace"
            )
        );

    [Theory]
    [InlineData("Get-NetLink lo -NetNamespace good")]
    [InlineData("New-IpvsService 10.9.0.1:80 -NetNamespace good")]
    [InlineData("[pscustomobject]@{ Name = 'good' }")]
    [InlineData("[pscustomobject]@{ NetNamespace = 'good' }")]
    [InlineData("Get-Item /run/netns/good")]
    public void Nothing_else_is_taken_for_a_namespace(string make)
    {
        LabSession.Native("ip netns add good; ip -n good link set lo up");
        foreach (string command in (string[])["Remove-NetNamespace -Confirm:$false", "Enter-NetNamespace", "Invoke-NetNamespace { 'ran' }"])
        {
            (object[] output, ErrorRecord[] errors) = Run($"{make} | {command}");
            Assert.Empty(output);
            Assert.NotEmpty(errors);
        }

        Assert.Equal(["good"], NamesOfIp());
    }

    [Fact]
    public void Strings_and_several_at_once()
    {
        LabSession.Native("ip netns add ns1; ip netns add client");

        Assert.Equal([NamespaceOf("ns1"), NamespaceOf("client")], Lines($"Invoke-NetNamespace ns1, client {{ {Here} }}"));
        Assert.Equal([NamespaceOf("client"), NamespaceOf("ns1")], Lines($"'client', 'ns1' | Invoke-NetNamespace {{ {Here} }}"));
        Assert.Equal(
            ["ns1", "client"],
            Lines("(Get-IpvsDirectRouting 10.0.0.1 -NetNamespace ns1, client | Where-Object Requirement -eq VirtualAddress).NetNamespace")
        );
        (object[] output, ErrorRecord[] errors) = Run($"Invoke-NetNamespace ns1, none, client {{ {Here} }}");
        Assert.Equal(2, output.Length);
        Assert.Single(errors).Is("NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "none");
        Lab.Run("'ns1', 'client' | Remove-NetNamespace -Confirm:$false").ThrowOnError();
        Assert.Empty(NamesOfIp());
    }

    [Theory]
    [InlineData("Inode = 'x'", "Inode 'x'")]
    [InlineData("Inode = 1; Identity = 'nonsense'", "nonsense")]
    public void A_row_that_cannot_be_read_is_one_error_that_names_what(string properties, string words)
    {
        LabSession.Native("ip netns add good");

        (object[] output, ErrorRecord[] errors) = Run(
            $"[pscustomobject]@{{ Name = 'good'; File = '/run/netns/good'; {properties} }} | Remove-NetNamespace -Confirm:$false"
        );

        Assert.Empty(output);
        Assert.Contains(words, Assert.Single(errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(["good"], NamesOfIp());
    }

    private (object[] Output, ErrorRecord[] Errors) Run(string script)
    {
        EngineResult result = Lab.Run(script);
        return ([.. result.Output], [.. result.Errors]);
    }
}
