using System.Management.Automation;
using System.Reflection;
using System.Text;
using IpvsPS.Commands;
using IpvsPS.KernelTests.Remoting;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Transport;

/// <summary>Objects that went through a file, a job or another host do what the live ones do, in real PowerShell.</summary>
[Trait(Kernels.Seconds, "80")]
public sealed class TransportTests
{
    private static readonly string[] Transports = ["Csv", "Json", "Clixml", "Job", "Ssh"];

    /// <summary>Pairs that are not asked for, with the reason.</summary>
    private static readonly Dictionary<string, string> Without = new()
    {
        ["IpvsConfiguration Csv"] = "A configuration holds lists of objects, which a row of text cannot.",
    };

    [Fact]
    public void Every_object_does_the_same_after_every_transport()
    {
        string[] types = OutputTypes();
        using var host = new RemoteHost();
        string script = Path.Combine(AppContext.BaseDirectory, "Transport", "transport.ps1");
        string command = string.Join(
            ' ',
            "&",
            StagedModule.Quote(script),
            "-Import",
            StagedModule.Quote(StagedModule.ImportScript),
            "-Remote",
            StagedModule.Quote(host.Parameters)
        );
        string encoded = Convert.ToBase64String(Encoding.Unicode.GetBytes(command));

        string[] lines = LabSession
            .Native($"pwsh -NoLogo -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand {encoded} 2>&1")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        string[] pairs = [.. types.SelectMany(_ => Transports, (type, transport) => $"{type} {transport}").Except(Without.Keys)];
        string[] wrong = [.. pairs.Select(pair => $"{pair} same").Except(lines)];
        Assert.True(wrong.Length == 0 && lines.Length == pairs.Length, $"Missing: {string.Join(", ", wrong)}\n{string.Join('\n', lines)}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{pairs.Length} pairs of {types.Length} types and {Transports.Length} transports do the same as the live objects."
        );
    }

    /// <summary>The types of the module that its commands say they write.</summary>
    private static string[] OutputTypes() =>
        [
            .. typeof(ScopedCommand)
                .Assembly.GetTypes()
                .Where(type => type.IsDefined(typeof(CmdletAttribute)))
                .SelectMany(type => type.GetCustomAttributes<OutputTypeAttribute>())
                .SelectMany(output => output.Type)
                .Select(output => output.Type)
                .Where(type => type.Assembly == typeof(ScopedCommand).Assembly)
                .Select(type => type.Name)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
}
