using System.Management.Automation;
using IpvsPS.Drain;

namespace IpvsPS.Commands;

/// <summary>What is said while real servers are suspended, waited for and resumed.</summary>
internal static class DrainWords
{
    /// <summary>Who is at the keyboard: behind sudo, the user who called it.</summary>
    public static string CurrentUser =>
        Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } caller && Environment.UserName == "root"
            ? $"{caller} (sudo)"
            : Environment.UserName;

    public static string Removed(string name, DrainStatus status, bool isEndTold)
    {
        string connections = Quantity.Of(status.Counting, "connection");
        return isEndTold
            ? $"{name} was removed with {connections}: their clients get a reset with their next packet."
            : $"{name} was removed with {connections}, and their clients are not told: they wait until they give up. "
                + $"Set-IpvsSetting expire_nodest_conn 1 has such connections reset.";
    }

    public static string Resumed(string name, DrainStatus status, int weight) =>
        $"{name} had {Quantity.Of(status.Counting, "connection")} left after {status.Elapsed.TotalSeconds:0} seconds and has "
        + $"the weight {weight} again.";

    /// <summary>The command that gives the weight back to what is suspended.</summary>
    public static string ResumeCommand(SelectedServers selected)
    {
        string addresses = string.Join(
            ", ",
            selected.Ids.Select(id => new InetEndpoint(id.Address.ToIPAddress(), id.Port).ToString()).Distinct()
        );
        string? netns = selected.Namespace.Namespace.File;
        return $"Resume-IpvsRealServer {addresses}{(netns is null ? string.Empty : $" -NetNamespace {selected.Namespace.Namespace}")}";
    }

    /// <summary>
    /// Does the work; where it is stopped, says what is left and how to undo it. A stopped pipeline takes no other output.
    /// </summary>
    public static void OnStop(CancellableCommand command, SelectedServers selected, string work, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
            when (command.Cancellation.IsCancellationRequested && e is OperationCanceledException or PipelineStoppedException)
        {
            command.Host.UI.WriteWarningLine(
                $"{work} was stopped; weights stay as they are now. To give the former ones back: " + $"{ResumeCommand(selected)}"
            );
            throw;
        }
    }
}
