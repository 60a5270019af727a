using System.Collections.ObjectModel;
using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>The configuration of another host, by its own Get-IpvsConfiguration.</summary>
internal static class RemoteConfiguration
{
    /// <summary>PowerShell's own remoting, which Ctrl-C ends as it ends every command.</summary>
    private const string Script = """
        param($place)
        Invoke-Command @place -ScriptBlock { Get-IpvsConfiguration } -ErrorAction Stop
        """;

    /// <summary>Asks a host for its configuration.</summary>
    /// <param name="command">The command that wants it.</param>
    /// <param name="host">The host.</param>
    /// <exception cref="CommandException">It could not be asked, or it has answered with an error or with something else.</exception>
    public static Objects.IpvsConfiguration Read(PSCmdlet command, RemoteHostArgument host)
    {
        var place = new System.Collections.Hashtable
        {
            [host.Session is null ? "HostName" : "Session"] = host.Session ?? (object?)host.Name,
        };
        Collection<PSObject> answer;
        try
        {
            answer = command.InvokeCommand.InvokeScript(true, ScriptBlock.Create(Script), null, place);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw Failed(host, e);
        }

        return answer.Count == 1 && ConfigurationObject.IsConfiguration(answer[0])
            ? ConfigurationObject.Read(answer[0])
            : throw new CommandException(
                ErrorIds.IpvsReferenceFailed,
                ErrorCategory.InvalidResult,
                $"The host {host} has answered with something else than a configuration: "
                    + "'Get-IpvsConfiguration' typed there shows what it writes."
            );
    }

    private static CommandException Failed(RemoteHostArgument host, RuntimeException cause)
    {
        string reason = cause.ErrorRecord.Exception.Message.TrimEnd('.');
        bool isMissing = cause.ErrorRecord.FullyQualifiedErrorId.StartsWith(nameof(CommandNotFoundException), StringComparison.Ordinal);
        return new CommandException(
            ErrorIds.IpvsReferenceFailed,
            isMissing ? ErrorCategory.NotInstalled : ErrorCategory.ConnectionError,
            isMissing
                ? $"The host {host} has no Get-IpvsConfiguration: install the module there, for all users, with "
                    + "'Install-PSResource IpvsPS -Scope AllUsers'."
                : $"The host {host} did not tell its configuration: {reason}. "
                    + $"'Invoke-Command -HostName {host} {{ Get-IpvsConfiguration }}' shows whether it does.",
            cause
        );
    }
}
