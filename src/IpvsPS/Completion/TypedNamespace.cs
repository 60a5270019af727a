using System.Collections;
using System.Management.Automation;

namespace IpvsPS.Completion;

/// <summary>Reads -NetNamespace from the parameters typed so far, so that completers look where the command will.</summary>
internal static class TypedNamespace
{
    public static NetNamespace? Of(IDictionary fakeBoundParameters) =>
        fakeBoundParameters["NetNamespace"] is { } typed ? LanguagePrimitives.ConvertTo<NetNamespace>(typed) : null;
}
