using System.Management.Automation;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>
/// The end of the pipeline that Invoke-NetNamespace runs a block in. Whatever the block writes goes on from here to
/// the commands downstream, which run inside of the writing and yet belong outside of the namespace.
/// </summary>
[Cmdlet(VerbsCommunications.Write, "OutsideNetNamespace")]
internal sealed class WriteOutsideNetNamespaceCommand : PSCmdlet
{
    /// <summary>The block's stay in the namespace.</summary>
    [Parameter(Mandatory = true)]
    public object Stay { get; set; } = string.Empty;

    /// <summary>One object from the block.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>Passes it on.</summary>
    protected override void ProcessRecord() => NamespaceStack.Current.RunOutside((NetNamespaceStay)Stay, () => WriteObject(InputObject));
}
