using System.Management.Automation;
using IpvsPS.Objects;

namespace IpvsPS.Commands;

/// <summary>Shows plans of Kubernetes services and asks for them.</summary>
internal static class KubernetesPlan
{
    /// <summary>Shows commands that are left to the user: under -WhatIf beside the plan, otherwise as verbose lines.</summary>
    public static void Show(PSCmdlet command, IReadOnlyList<string> manual, BoundParameters parameters)
    {
        foreach (string one in manual)
        {
            string line = $"Left to you, where iptables is the legacy one or there are ipsets: {one}";
            if (parameters.IsWhatIf)
            {
                command.ShouldProcess(line, one, string.Empty);
            }
            else
            {
                command.WriteVerbose(line);
            }
        }
    }

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
