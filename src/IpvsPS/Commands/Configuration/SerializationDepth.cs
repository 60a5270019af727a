using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace IpvsPS.Commands;

/// <summary>
/// Has the objects in a configuration and in a change come through jobs and remote sessions as objects. PowerShell looks one level deep
/// unless the type says otherwise, and makes texts of the rest; a file of types would be refused where the module is imported twice.
/// </summary>
internal static class SerializationDepth
{
    private const string Script = """
        foreach ($name in 'IpvsConfiguration', 'IpvsChange') {
            foreach ($prefix in '', 'Deserialized.') {
                Update-TypeData -TypeName "${prefix}IpvsPS.Objects.$name" -SerializationDepth 3 -Force -ErrorAction Ignore
            }
        }
        """;

    private static readonly ConditionalWeakTable<Runspace, object> Told = [];

    /// <summary>Says it to the session of a command, once.</summary>
    public static void Tell(PSCmdlet command)
    {
        if (Runspace.DefaultRunspace is { } runspace && Told.TryAdd(runspace, Told))
        {
            try
            {
                command.InvokeCommand.InvokeScript(Script);
            }
            catch (CommandNotFoundException)
            {
                // A session of few commands: nested objects are texts there.
            }
        }
    }
}
