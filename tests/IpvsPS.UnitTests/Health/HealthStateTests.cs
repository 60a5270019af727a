using IpvsPS.Health;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>Rise and fall, checks together, and what a definition must keep to.</summary>
public sealed class HealthStateTests
{
    private static readonly IpvsHealthCheck Check = new() { Rise = 2, Fall = 3 };

    [Theory]
    [InlineData("", "Unknown")]
    [InlineData("+", "Up")]
    [InlineData("--", "Unknown")]
    [InlineData("---", "Down")]
    [InlineData("+--", "Up")]
    [InlineData("+---", "Down")]
    [InlineData("+--+--", "Up")]
    [InlineData("---+", "Down")]
    [InlineData("---+-+", "Down")]
    [InlineData("---++", "Up")]
    [InlineData("+?-?-?-", "Down")]
    [InlineData("?????", "Unknown")]
    [InlineData("+?????", "Up")]
    public void So_many_in_a_row_change_the_health_and_what_was_not_made_changes_nothing(string answers, string expected)
    {
        Assert.Equal(expected, Run(HealthState.Start(Check), answers).Health.ToString());
    }

    [Fact]
    public void A_check_that_starts_down_wants_its_rise_first()
    {
        IpvsHealthCheck check = Check with { StartsDown = true };
        Assert.Equal(ServerHealth.Down, Run(HealthState.Start(check), "+").Health);
        Assert.Equal(ServerHealth.Up, Run(HealthState.Start(check), "++").Health);
    }

    [Theory]
    [InlineData("+", false)]
    [InlineData("+-", true)]
    [InlineData("---", false)]
    [InlineData("---+", true)]
    [InlineData("", true)]
    public void Probes_follow_faster_while_something_speaks_for_a_change(string answers, bool isChanging)
    {
        Assert.Equal(isChanging, Run(HealthState.Start(Check), answers).IsChanging);
    }

    [Fact]
    public void One_check_that_fails_is_enough_and_one_that_is_not_known_leaves_it_open()
    {
        HealthState up = new(ServerHealth.Up),
            down = new(ServerHealth.Down),
            unknown = new(ServerHealth.Unknown);
        Assert.Equal(ServerHealth.Up, HealthState.Combine([up, up]));
        Assert.Equal(ServerHealth.Unknown, HealthState.Combine([up, unknown]));
        Assert.Equal(ServerHealth.Down, HealthState.Combine([unknown, down, up]));
        Assert.Equal(ServerHealth.Up, HealthState.Combine([]));
    }

    public static TheoryData<string, IpvsHealthCheck> Wrong =>
        new()
        {
            {
                "RiseInvalid Rise",
                new() { Rise = 0 }
            },
            {
                "FallInvalid Fall",
                new() { Fall = 0 }
            },
            {
                "TimeoutInvalid Timeout",
                new() { Timeout = TimeSpan.Zero }
            },
            {
                "IntervalTooShort Interval",
                new() { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(2) }
            },
            {
                "PortInvalid Port",
                new() { Port = 65536 }
            },
            {
                "PortInvalid SourcePort",
                new() { SourcePort = 0 }
            },
            {
                "MatchInvalid Match",
                new() { Kind = IpvsHealthCheckKind.Http, Match = "(a+)+\\1$" }
            },
            {
                "MatchInvalid Match",
                new() { Kind = IpvsHealthCheckKind.Http, Match = "(" }
            },
            {
                "StatusCodeInvalid StatusCode",
                new() { Kind = IpvsHealthCheckKind.Http, StatusCode = "200-100" }
            },
            {
                "ScriptPathMissing ScriptPath",
                new() { Kind = IpvsHealthCheckKind.Script }
            },
            {
                "PayloadInvalid Payload",
                new() { Kind = IpvsHealthCheckKind.Udp, Payload = "0g" }
            },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_with_a_definition_is_named_before_anything_starts(string expected, IpvsHealthCheck check)
    {
        (HealthCheckProblem problem, string field) = HealthCheckRules.Check(check)!.Value;
        Assert.Equal(expected, $"{problem} {field}");
    }

    [Fact]
    public void The_defaults_of_a_definition_are_right() =>
        Assert.All(
            Enum.GetValues<IpvsHealthCheckKind>(),
            kind =>
                Assert.Null(
                    HealthCheckRules.Check(
                        new IpvsHealthCheck { Kind = kind, ScriptPath = kind == IpvsHealthCheckKind.Script ? "x" : null }
                    )
                )
        );

    private static HealthState Run(HealthState state, string answers)
    {
        foreach (char answer in answers)
        {
            state = state.Next(
                Check,
                answer switch
                {
                    '+' => ProbeOutcome.Passed,
                    '-' => ProbeOutcome.Refused,
                    _ => ProbeOutcome.NotMade,
                }
            );
        }

        return state;
    }
}
