using System.Management.Automation;
using IpvsPS.Binding;
using IpvsPS.Commands;
using IpvsPS.Errors;
using IpvsPS.Session;

namespace IpvsPS.UnitTests.Binding;

/// <summary>A cmdlet that writes what was bound, and fails for the address 10.0.0.13.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Probe")]
public sealed class ProbeCommand : ScopedCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentConversion(typeof(EndpointArgument[]))]
    public EndpointArgument[]? RealAddress { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Port")]
    [ArgumentConversion(typeof(int?))]
    public int? RealPort { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointArgument?))]
    public EndpointArgument? VirtualAddress { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressFamily?))]
    public AddressFamily? AddressFamily { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? Timeout { get; set; }

    private protected override void ProcessInScope()
    {
        string place = Scope is null ? "current" : $"[{NetNamespaceText.Of(Scope)}]{(Scope.Inode == 0 ? string.Empty : $"#{Scope.Inode}")}";
        ForEach(
            RealAddress is { Length: > 0 } given ? given : [default],
            endpoint =>
            {
                if (endpoint.Address == "10.0.0.13")
                {
                    throw new CommandException("ProbeFailed", ErrorCategory.InvalidData, "It is unlucky.");
                }

                WriteObject(FormattableString.Invariant($"{endpoint} {RealPort} {VirtualAddress} {AddressFamily} {Timeout} {place}"));
            }
        );
    }
}

/// <summary>A cmdlet that looks for names, and writes those of a, a*, ab and pod that it would find.</summary>
[Cmdlet(VerbsCommon.Get, "Probe")]
public sealed class GetProbeCommand : ScopedCommand
{
    private static readonly string[] All = ["a", "a*", "ab", "pod"];

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    public NameArgument[]? Name { get; set; }

    private protected override void ProcessInScope()
    {
        bool isTyped = Parameters.IsTyped(nameof(Name));
        NamePattern[] patterns = Name is { Length: > 0 } given ? Array.ConvertAll(given, name => name.ToPattern(isTyped)) : [];
        foreach (string name in All.Where(name => patterns.Length == 0 || Array.Exists(patterns, pattern => pattern.Matches(name))))
        {
            WriteObject($"{name} in {(Scope is null ? "current" : NetNamespaceText.Of(Scope))}");
        }
    }
}
