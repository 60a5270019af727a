using System.Text.Json;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>What every entry of a configuration must keep to, with the errors that say where it does not.</summary>
internal static class ConfigurationRules
{
    public static IpvsConfigurationException Error(string reason, TextPosition position) => new(reason, position.Line, position.Column);

    public static IpvsConfigurationException Duplicate(IpvsServiceId service, in RealServer server, TextPosition position) =>
        Error($"the real server {server} is twice in {service}: name each once.", position);

    /// <exception cref="IpvsConfigurationException">A rule is broken.</exception>
    public static void Check(IpvsService service, TextPosition position)
    {
        if (IpvsRules.Check(service) is { } problem)
        {
            throw Error(problem, $"the service {service.Id}", position);
        }
    }

    /// <exception cref="IpvsConfigurationException">A rule is broken.</exception>
    public static void Check(IpvsServiceId service, in RealServer server, TextPosition position)
    {
        if (IpvsRules.Check(service, server) is { } problem)
        {
            throw Error(problem, $"the real server {server} in {service}", position);
        }
    }

    /// <exception cref="IpvsConfigurationException">A rule is broken.</exception>
    public static void Check(IpvsTimeout? timeouts, TextPosition position)
    {
        if (timeouts is { IsEmpty: false } && IpvsControlRules.Check(timeouts) is { } problem)
        {
            throw Error(problem, "the timeouts", position);
        }
    }

    /// <exception cref="IpvsConfigurationException">A rule is broken, or a state is there twice.</exception>
    public static void Check(ReadOnlySpan<IpvsSyncDaemon> daemons, TextPosition position)
    {
        for (int i = 0; i < daemons.Length; i++)
        {
            if (IpvsControlRules.Check(daemons[i]) is { } problem)
            {
                throw Error(problem, $"the {daemons[i].State} sync daemon", position);
            }

            foreach (IpvsSyncDaemon earlier in daemons[..i])
            {
                if (earlier.State == daemons[i].State)
                {
                    throw Error(
                        $"there are two {earlier.State} sync daemons: a network namespace has at most one of each state.",
                        position
                    );
                }
            }
        }
    }

    /// <exception cref="IpvsConfigurationException">The value is not one of the setting.</exception>
    public static void Check(IpvsSetting setting, TextPosition position)
    {
        if (IpvsSettingText.Write(IpvsSettingCatalog.Find(setting.Name), setting.Value ?? string.Empty).Problem is { } problem)
        {
            throw new IpvsConfigurationException(IpvsProblemText.Describe(problem, KeyOf), position.Line, position.Column)
            {
                Problem = problem,
            };
        }
    }

    /// <summary>Whether real servers are sorted by address and port, and none is there twice.</summary>
    public static bool AreInOrder(RealServerRange servers)
    {
        for (int i = 1; i < servers.Count; i++)
        {
            if (RealServer.CompareEndpoints(servers[i - 1], servers[i]) >= 0)
            {
                return false;
            }
        }

        return true;
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

    /// <summary>The problem with the key that holds the field.</summary>
    private static IpvsConfigurationException Error(in Problem<IpvsProblemCode> problem, string subject, TextPosition position) =>
        new($"{KeyOf(problem.Field)} of {subject}: {IpvsProblemText.Describe(problem, KeyOf)}", position.Line, position.Column)
        {
            Problem = problem,
        };

    /// <summary>The key of a field in a configuration: persistenceTimeout for PersistenceTimeout.</summary>
    private static string KeyOf(string field) => JsonNamingPolicy.CamelCase.ConvertName(field);
}
