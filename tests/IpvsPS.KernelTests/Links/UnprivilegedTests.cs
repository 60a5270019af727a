namespace IpvsPS.KernelTests.Links;

/// <summary>What somebody without privileges may do with links and addresses, and how the rest is refused.</summary>
public sealed class UnprivilegedTests
{
    private const string Script = """
        "link $((Get-NetLink lo).Name)"
        "address $((Get-NetLinkAddress lo 127.0.0.1).PrefixLength)"
        & {
            New-DummyLink unprivileged
            Set-NetLink lo -Down
            Remove-NetLink lo
            Add-NetLinkAddress lo 10.0.0.1
            Remove-NetLinkAddress lo 127.0.0.1
        } 2>&1 | ForEach-Object { "$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category) $_" }
        """;

    [Fact]
    public void Reading_is_allowed_and_each_change_is_refused_by_name()
    {
        string path = Path.Combine(Path.GetTempPath(), "links-unprivileged.ps1");
        File.WriteAllText(path, Script);
        // The script has had errors, which its exit code tells.
        string[] output = LabSession
            .Native($"setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all {LabSession.PwshCommand} {path} || true")
            .Trim()
            .Split('\n');
        Assert.Equal(["link lo", "address 8"], output[..2]);
        string[] cmdlets = ["NewDummyLink", "SetNetLink", "RemoveNetLink", "AddNetLinkAddress", "RemoveNetLinkAddress"];
        Assert.Equal(
            cmdlets.Select(cmdlet => $"PermissionDenied,IpvsPS.Commands.{cmdlet}Command PermissionDenied"),
            output[2..].Select(line => string.Join(' ', line.Split(' ')[..2]))
        );
        Assert.All(
            output[2..],
            line => Assert.Contains("CAP_NET_ADMIN in the network namespace: run as root.", line, StringComparison.Ordinal)
        );
    }
}
