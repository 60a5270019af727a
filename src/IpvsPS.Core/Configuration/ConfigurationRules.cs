using System.Text.RegularExpressions;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>What every entry of a configuration must keep to, with the errors that say where it does not.</summary>
internal static partial class ConfigurationRules
{
    public static IpvsConfigurationException Error(string reason, TextPosition position) => new(reason, position.Line, position.Column);

    public static IpvsConfigurationException Duplicate(IpvsServiceId service, in RealServer server, TextPosition position) =>
        Error($"the real server {server} is twice in {service}: name each once.", position);

    /// <exception cref="IpvsConfigurationException">A rule is broken.</exception>
    public static void Check(IpvsService service, TextPosition position)
    {
        if (IpvsRules.Check(service) is { } violation)
        {
            throw Error(Describe(violation, $"the service {service.Id}"), position);
        }
    }

    /// <exception cref="IpvsConfigurationException">A rule is broken.</exception>
    public static void Check(IpvsServiceId service, in RealServer server, TextPosition position)
    {
        if (IpvsRules.Check(service, server) is { } violation)
        {
            throw Error(Describe(violation, $"the real server {server} in {service}"), position);
        }
    }

    /// <exception cref="IpvsConfigurationException">A rule is broken.</exception>
    public static void Check(IpvsTimeout? timeouts, TextPosition position)
    {
        if (timeouts is { IsEmpty: false } && IpvsTableRules.Check(timeouts) is { } violation)
        {
            throw Error(Describe(violation, "the timeouts"), position);
        }
    }

    /// <exception cref="IpvsConfigurationException">A rule is broken, or a state is there twice.</exception>
    public static void Check(ReadOnlySpan<IpvsSyncDaemon> daemons, TextPosition position)
    {
        for (int i = 0; i < daemons.Length; i++)
        {
            if (IpvsTableRules.Check(daemons[i]) is { } violation)
            {
                throw Error(Describe(violation, $"the {daemons[i].State} sync daemon"), position);
            }

            foreach (IpvsSyncDaemon earlier in daemons[..i])
            {
                if (earlier.State == daemons[i].State)
                {
                    throw Error($"there are two {earlier.State} sync daemons: a network namespace has at most one of each state.", position);
                }
            }
        }
    }

    /// <exception cref="IpvsConfigurationException">The value is not one of the setting.</exception>
    public static void Check(IpvsSetting setting, TextPosition position)
    {
        if (IpvsSettingText.Write(IpvsSettingCatalog.Find(setting.Name), setting.Value ?? string.Empty).Violation is { } violation)
        {
            throw Error(violation.Message, position);
        }
    }

    /// <summary>Sorts real servers by address and port, and returns one that is there twice, or null.</summary>
    public static RealServer? SortAndFindDuplicate(Span<RealServer> servers)
    {
        RealServer.Sort(servers);
        for (int i = 1; i < servers.Length; i++)
        {
            if (RealServer.CompareEndpoints(servers[i - 1], servers[i]) == 0)
            {
                return servers[i];
            }
        }

        return null;
    }

    /// <summary>The rules speak of parameters; in a file those are keys: -PersistenceTimeout is persistenceTimeout.</summary>
    private static string Describe(IpvsViolation violation, string subject)
    {
        string message = ParameterName().Replace(violation.Message, match => char.ToLowerInvariant(match.Groups[1].Value[0]) + match.Groups[1].Value[1..]);
        return $"{char.ToLowerInvariant(violation.Field[0])}{violation.Field[1..]} of {subject}: {message}";
    }

    [GeneratedRegex(@"(?<=^|\s)-([A-Z]\w+)")]
    private static partial Regex ParameterName();
}
