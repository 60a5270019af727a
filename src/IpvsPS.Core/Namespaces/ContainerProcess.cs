using System.Globalization;
using System.Text.RegularExpressions;

namespace IpvsPS.Namespaces;

/// <summary>
/// Finds the process that a container began with, by the container's id in the control groups of the machine's
/// processes. Docker, containerd, CRI-O and Podman put the 64 digits there, under cgroup v1 and v2 alike.
/// </summary>
public static partial class ContainerProcess
{
    private const string Processes = "/proc";
    private const int LeastDigits = 4;
    private const int MostCandidates = 8;

    /// <summary>The id of the container's first process, in the eyes of this process.</summary>
    /// <param name="containerId">The id or its beginning, 4 hexadecimal digits or more; <c>containerd://</c> and the like before it are
    /// skipped.</param>
    /// <param name="processes">The directory of processes.</param>
    /// <exception cref="NetNamespaceException">It is no id, no container has it, or several have.</exception>
    public static int Find(string containerId, string processes = Processes)
    {
        string prefix = containerId[(containerId.LastIndexOf('/') + 1)..].ToLowerInvariant();
        if (!IdPrefix().IsMatch(prefix))
        {
            throw new NetNamespaceException(
                NetNamespaceError.InvalidContainerId,
                $"'{containerId}' is no container id: that is {LeastDigits} to 64 hexadecimal digits, as 'docker ps' or 'crictl "
                    + "ps' show them."
            );
        }

        var containers = ListProcesses(processes)
            .Where(process => process.ContainerId.StartsWith(prefix, StringComparison.Ordinal))
            .ToLookup(process => process.ContainerId, process => process.ProcessId);
        return containers.Count switch
        {
            0 when processes == Processes && ProcMount.HidesProcesses => throw new NetNamespaceException(
                NetNamespaceError.ProcHidden,
                $"Whether the container '{containerId}' runs cannot be told: /proc hides other users' processes here (hidepid): "
                    + $"{UserNamespace.RunAsRoot}"
            ),
            0 => throw new NetNamespaceException(
                NetNamespaceError.ContainerNotFound,
                $"No running process belongs to a container '{containerId}'. It may have ended, or run on another machine."
            ),
            1 => containers.Single().MinBy(id => StartTime(processes, id)),
            _ => throw new NetNamespaceException(
                NetNamespaceError.ContainerAmbiguous,
                $"{containers.Count} containers' ids begin with '{containerId}', and more digits tell which: "
                    + $"{NameCandidates(containers.Select(c => c.Key))}"
            ),
        };
    }

    /// <summary>The containers of the machine's processes, each with how many processes it has.</summary>
    /// <param name="processes">The directory of processes.</param>
    public static IEnumerable<(string Id, int Processes)> List(string processes = Processes) =>
        ListProcesses(processes).GroupBy(process => process.ContainerId).Select(container => (container.Key, container.Count()));

    /// <summary>The container that a process's control groups name, or null.</summary>
    /// <param name="controlGroups">The text of the process's <c>cgroup</c> file: a line a hierarchy,
    /// <c>number:controllers:path</c>.</param>
    internal static string? ReadContainerId(string controlGroups) =>
        controlGroups
            .Split('\n')
            .Select(line => FullId().Matches(line).LastOrDefault())
            // A monitor of CRI-O or Podman is outside of the container that it is named after.
            .FirstOrDefault(match => match is not null && match.Groups["monitor"].Length == 0)
            ?.Groups["id"]
            .Value;

    private static IEnumerable<(int ProcessId, string ContainerId)> ListProcesses(string processes)
    {
        foreach (string directory in Directory.EnumerateDirectories(processes))
        {
            bool isProcess = int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id);
            if (isProcess && ReadText(Path.Combine(directory, "cgroup")) is { } groups && ReadContainerId(groups) is { } containerId)
            {
                yield return (id, containerId);
            }
        }
    }

    /// <summary>Field 22 of <c>/proc/PID/stat</c>; the name before it may hold spaces and parentheses.</summary>
    private static long StartTime(string processes, int id)
    {
        string status = ReadText(Path.Combine(processes, FormattableString.Invariant($"{id}/stat"))) ?? string.Empty;
        string[] fields = status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 ? long.Parse(fields[19], CultureInfo.InvariantCulture) : long.MaxValue;
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended, or is hidden from this user.
            return null;
        }
    }

    private static string NameCandidates(IEnumerable<string> ids)
    {
        string[] sorted = [.. ids.Order(StringComparer.Ordinal)];
        string listed = string.Join(", ", sorted.Take(MostCandidates));
        return sorted.Length > MostCandidates ? $"{listed} and {sorted.Length - MostCandidates} more." : $"{listed}.";
    }

    [GeneratedRegex("^[0-9a-f]{4,64}$")]
    private static partial Regex IdPrefix();

    [GeneratedRegex("(?<monitor>conmon-)?(?<![0-9a-f])(?<id>[0-9a-f]{64})(?![0-9a-f])")]
    private static partial Regex FullId();
}
