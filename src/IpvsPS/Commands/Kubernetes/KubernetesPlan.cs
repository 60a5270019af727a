using System.Management.Automation;
using IpvsPS.Objects;

namespace IpvsPS.Commands;

/// <summary>Shows plans of Kubernetes services and asks for them.</summary>
internal static class KubernetesPlan
{
    /// <summary>Asks as PowerShell is set to; -WhatIf prints the plan, change by change.</summary>
    public static bool IsToBeDone(PSCmdlet command, IReadOnlyList<IpvsKubernetesChange> changes, string action)
    {
        string count = Quantity.Of(changes.Count, "change");
        if (command.ShouldProcess($"{action}: {count}.", $"Make {count}?", action, out ShouldProcessReason reason))
        {
            return true;
        }

        if (reason == ShouldProcessReason.WhatIf)
        {
            foreach (IpvsKubernetesChange change in changes)
            {
                command.ShouldProcess($"{change}", $"{change}", action);
            }
        }

        return false;
    }
}
