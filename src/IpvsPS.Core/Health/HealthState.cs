using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>Counts the answers of one check: so many in a row make a server up or down.</summary>
/// <param name="Health">What it counts as.</param>
/// <param name="Passes">How many probes in a row have passed.</param>
/// <param name="Failures">How many in a row have failed.</param>
/// <param name="NotMade">How many in a row could not be made, which says nothing about the server.</param>
public readonly record struct HealthState(ServerHealth Health, int Passes = 0, int Failures = 0, int NotMade = 0)
{
    /// <summary>Whether probes follow each other faster: the health is not known, or the last answer speaks against it.</summary>
    public bool IsChanging =>
        Health switch
        {
            ServerHealth.Up => Failures > 0,
            ServerHealth.Down => Passes > 0,
            _ => true,
        };

    /// <summary>The state before the first probe.</summary>
    /// <param name="check">The check.</param>
    /// <returns>Down where the check says that servers start so, else unknown.</returns>
    public static HealthState Start(IpvsHealthCheck check) => new(check.StartsDown ? ServerHealth.Down : ServerHealth.Unknown);

    /// <summary>The state after one more probe.</summary>
    /// <param name="check">The check, whose Rise and Fall count.</param>
    /// <param name="outcome">How the probe ended; NotMade changes no health.</param>
    /// <returns>The new state.</returns>
    public HealthState Next(IpvsHealthCheck check, ProbeOutcome outcome)
    {
        if (outcome == ProbeOutcome.NotMade)
        {
            return this with { NotMade = Count(NotMade) };
        }

        if (outcome == ProbeOutcome.Passed)
        {
            int passes = Count(Passes);
            // What nobody has seen failing needs no proof of having recovered.
            bool isUp = Health == ServerHealth.Unknown || (Health == ServerHealth.Down && passes >= check.Rise);
            return new HealthState(isUp ? ServerHealth.Up : Health, passes);
        }

        int failures = Count(Failures);
        return new HealthState(failures >= check.Fall ? ServerHealth.Down : Health, Failures: failures);
    }

    /// <summary>What a server counts as by all its checks: down where one says so, up where all do.</summary>
    /// <param name="states">The states of its checks; none make it up.</param>
    /// <returns>The health of the server.</returns>
    public static ServerHealth Combine(IEnumerable<HealthState> states)
    {
        ServerHealth all = ServerHealth.Up;
        foreach (HealthState state in states)
        {
            if (state.Health == ServerHealth.Down)
            {
                return ServerHealth.Down;
            }

            all = state.Health == ServerHealth.Unknown ? ServerHealth.Unknown : all;
        }

        return all;
    }

    private static int Count(int count) => count == int.MaxValue ? count : count + 1;
}
