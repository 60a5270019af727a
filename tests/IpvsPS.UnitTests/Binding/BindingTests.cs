using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Xunit;

namespace IpvsPS.UnitTests.Binding;

/// <summary>What a cmdlet on the module's base takes: typed, from the pipeline as a whole, and by the properties of an object.</summary>
public sealed class BindingTests : IDisposable
{
    private readonly Runspace _runspace;

    public BindingTests()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Test-Probe", typeof(ProbeCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Get-Probe", typeof(GetProbeCommand), null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    [Theory]
    [InlineData("Test-Probe 10.0.0.1:80, ::1", "10.0.0.1:80     current", "::1     current")]
    [InlineData("'10.0.0.1:80', '[::1]:53' | Test-Probe", "10.0.0.1:80     current", "[::1]:53     current")]
    [InlineData("[ipaddress]'10.0.0.1' | Test-Probe", "10.0.0.1   IPv4  current")]
    [InlineData("[ipaddress]'2001:db8::1' | Test-Probe", "2001:db8::1   IPv6  current")]
    [InlineData("[ipaddress]'fe80::1%3' | Test-Probe", "fe80::1   IPv6  current")]
    [InlineData("[ipendpoint]::new([ipaddress]'2001:db8::1', 80) | Test-Probe", "[2001:db8::1]:80 80  IPv6  current")]
    [InlineData("Test-Probe ([ipaddress]'10.0.0.1') -VirtualAddress ([ipendpoint]'10.0.0.2:80')", "10.0.0.1  10.0.0.2:80   current")]
    [InlineData("[pscustomobject]@{ Address = '10.0.0.1'; Port = '8080' } | Test-Probe", "10.0.0.1 8080    current")]
    [InlineData(
        "[pscustomobject]@{ RealAddress = [ipaddress]'::1'; RealPort = [long]8080; VirtualAddress = '10.0.0.2' } | Test-Probe",
        "::1 8080 10.0.0.2   current"
    )]
    [InlineData(
        "[pscustomobject]@{ RealAddress = '10.0.0.1'; Timeout = '2m'; AddressFamily = [long]10; VirtualAddress = '' } | Test-Probe",
        "10.0.0.1   IPv6 120 current"
    )]
    [InlineData("Test-Probe 10.0.0.1 -Timeout 1.5", "10.0.0.1    1.5 current")]
    [InlineData("Test-Probe 10.0.0.1 -Timeout 500ms", "10.0.0.1    0.5 current")]
    [InlineData("Test-Probe 10.0.0.1 -Timeout 1500ms", "10.0.0.1    1.5 current")]
    [InlineData("Test-Probe 10.0.0.1 -Timeout '1.5s'", "10.0.0.1    1.5 current")]
    [InlineData("Test-Probe 10.0.0.1 -Timeout 1.5s", "10.0.0.1    2 current")]
    [InlineData("Test-Probe 10.0.0.1 -Timeout 00:05:00", "10.0.0.1    300 current")]
    [InlineData("Test-Probe 10.0.0.1 -Timeout ([timespan]::FromHours(1))", "10.0.0.1    3600 current")]
    [InlineData("Test-Probe 10.0.0.1 -Timeout 300", "10.0.0.1    300 current")]
    [InlineData("Test-Probe 10.0.0.1 -NetNamespace pod3, 42, /run/x", "10.0.0.1     [pod3]", "10.0.0.1     [42]", "10.0.0.1     [/run/x]")]
    [InlineData("[pscustomobject]@{ RealAddress = '10.0.0.1'; NetNamespace = '' } | Test-Probe", "10.0.0.1     []")]
    [InlineData("[pscustomobject]@{ RealAddress = '10.0.0.1'; NetNamespace = $null } | Test-Probe", "10.0.0.1     current")]
    [InlineData(
        "[pscustomobject]@{ RealAddress = '10.0.0.1'; NetNamespace = 'pod3' } | Test-Probe -NetNamespace pod4",
        "10.0.0.1     [pod4]"
    )]
    [InlineData(
        "[pscustomobject]@{ Name = 'pod3'; NetNamespace = 'pod3'; Inode = 5; File = '/run/netns/pod3' } | Test-Probe",
        "     [pod3]"
    )]
    [InlineData("Test-Probe 10.0.0.13, 10.0.0.1", "10.0.0.1     current")]
    [InlineData("Get-Probe a*", "a in current", "a* in current", "ab in current")]
    [InlineData("'a*' | Get-Probe", "a* in current")]
    [InlineData("[pscustomobject]@{ Name = 'a*' } | Get-Probe", "a* in current")]
    [InlineData("Get-Probe 1, a", "a in current")]
    [InlineData("[pscustomobject]@{ Name = 'pod'; NetNamespace = 'pod'; Inode = 5; File = '/run/netns/pod' } | Get-Probe ab", "ab in pod")]
    [InlineData(
        "[pscustomobject]@{ Name = 'pod'; NetNamespace = 'pod'; Inode = 5; File = '/run/netns/pod' } | Get-Probe",
        "a in pod",
        "a* in pod",
        "ab in pod",
        "pod in pod"
    )]
    public void What_is_bound(string script, params string[] lines) => Assert.Equal(lines, Invoke(script).Output);

    [Theory]
    [InlineData("Test-Probe web1", "ParameterArgumentTransformationError", "'web1' is not an address", "not looked up")]
    [InlineData("Test-Probe 10.0.0.1:http", "ParameterArgumentTransformationError", "'http'", "port", "not looked up")]
    [InlineData("Test-Probe 10.0.0.1 -Timeout soon", "ParameterArgumentTransformationError", "'soon' is no time", "500ms")]
    [InlineData("Test-Probe 10.0.0.1 -Timeout 2d", "ParameterArgumentTransformationError", "decimal", "'2d' in quotes")]
    [InlineData("Test-Probe 10.0.0.13", "ProbeFailed", "unlucky")]
    [InlineData("Test-Probe 10.0.0.1 -NetNamespace $null", "NetNamespaceMissing", "-NetNamespace is null")]
    [InlineData("Test-Probe 10.0.0.1 -NetNamespace a/b", "ParameterArgumentTransformationError", "'a/b'", "slash")]
    [InlineData(
        "Test-Probe 10.0.0.1 -NetNamespace ([pscustomobject]@{ NetNamespace = 'pod3' })",
        "ParameterArgumentTransformationError",
        "no network namespace"
    )]
    [InlineData(
        "[pscustomobject]@{ RealAddress = 'web1' } | Test-Probe",
        "ParameterArgumentTransformationError",
        "'RealAddress'",
        "'web1'"
    )]
    [InlineData(
        "[pscustomobject]@{ RealAddress = '10.0.0.1'; NetNamespace = 'a/b' } | Test-Probe",
        "ParameterArgumentTransformationError",
        "'NetNamespace'",
        "'a/b'"
    )]
    [InlineData("[datetime]::Now | Test-Probe 10.0.0.1", "InputObjectNotBound", "input object")]
    public void What_does_not_fit_is_one_error(string script, string id, params string[] words)
    {
        ErrorRecord error = Assert.Single(Invoke(script).Errors);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, error.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Test-Probe 10.0.0.1 -Timeout soon")]
    [InlineData("Test-Probe web1")]
    public void An_error_has_no_name_of_a_type(string script) =>
        Assert.DoesNotContain("IpvsPS.", Assert.Single(Invoke(script).Errors).ToString(), StringComparison.Ordinal);

    /// <summary>What came from a namespace remembers which one that was; its letters alone do not.</summary>
    [Fact]
    public void A_live_object_carries_the_namespace_it_came_from()
    {
        var server = new IpvsPS.Objects.IpvsRealServer(
            new IpvsRealServer
            {
                NetNamespace = new NetNamespace
                {
                    Name = "pod3",
                    Device = 4,
                    Inode = 77,
                },
            }
        )
        {
            RealAddress = "10.0.0.1",
        };

        Assert.Equal(["10.0.0.1 0 0.0.0.0 IPv4  [pod3]#77"], Invoke("$args[0] | Test-Probe", server).Output);
        Assert.Equal(["     [pod3]#77"], Invoke("[pscustomobject]@{ NetNamespace = $args[0].NetNamespace } | Test-Probe", server).Output);
        Assert.Equal(
            ["     [pod3]"],
            Invoke("[pscustomobject]@{ NetNamespace = $args[0].NetNamespace.ToCharArray() -join '' } | Test-Probe", server).Output
        );
    }

    public void Dispose() => _runspace.Dispose();

    private (string[] Output, ErrorRecord[] Errors) Invoke(string script, params object[] arguments)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        Array.ForEach(arguments, argument => shell.AddArgument(argument));
        string[] output = [];
        try
        {
            output = [.. shell.Invoke().Select(item => $"{item}")];
        }
        catch (RuntimeException e)
        {
            return (output, [e.ErrorRecord, .. shell.Streams.Error]);
        }

        return (output, [.. shell.Streams.Error]);
    }
}
