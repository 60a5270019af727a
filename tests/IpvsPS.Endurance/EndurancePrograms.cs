namespace IpvsPS.Endurance;

/// <summary>The crowd and the soak as commands: what they print, and their exit codes.</summary>
internal static class EndurancePrograms
{
    public static int RunCrowd(TimeSpan time)
    {
        CrowdReport report = Crowd.Run(time);
        Console.WriteLine(report);
        return PrintFlaws(report.Flaws);
    }

    public static int RunSoak(TimeSpan time, SoakLeak plant)
    {
        using var soak = new Soak(plant);
        Console.WriteLine(SoakSample.Heading);
        List<SoakSample> samples = soak.Run(time, Console.WriteLine);
        Console.WriteLine($"{soak.Rounds} rounds of mixed work, with {soak.Errors} errors, as expected, and {soak.Stops} stops");
        return PrintFlaws([.. soak.Flaws, .. SoakJudge.FindGrowth(samples)]);
    }

    public static int RunHealth(TimeSpan time)
    {
        using var soak = new HealthSoak();
        Console.WriteLine(SoakSample.Heading);
        List<SoakSample> samples = soak.Run(time, Console.WriteLine);
        Console.WriteLine(
            $"{soak.Rounds} rounds of servers that come and go, with {soak.Events} events; the process stood still for "
                + $"{soak.StoodStill.TotalSeconds:0} s"
        );
        return PrintFlaws([.. soak.Flaws, .. SoakJudge.FindGrowth(samples)]);
    }

    public static int RunWatch(TimeSpan time)
    {
        using var soak = new WatchSoak();
        Console.WriteLine(SoakSample.Heading);
        List<SoakSample> samples = soak.Run(time, Console.WriteLine);
        Console.WriteLine($"{soak.Events} slice events, and {soak.Rounds} times all connections broken and all versions forgotten");
        return PrintFlaws([.. soak.Flaws, .. SoakJudge.FindGrowth(samples)]);
    }

    public static int RunAway(TimeSpan time)
    {
        using var away = new ServerAway();
        TimeSpan followed = away.Run(time);
        Console.WriteLine(
            $"The server was away for {time.TotalMinutes:0.#} minutes; the table was looked at {away.Looks} times, and followed "
                + $"{followed.TotalSeconds:0.0} s after it was back"
        );
        return PrintFlaws(away.Flaws);
    }

    private static int PrintFlaws(IReadOnlyList<string> flaws)
    {
        foreach (string flaw in flaws)
        {
            Console.WriteLine(flaw);
        }

        return flaws.Count == 0 ? 0 : 1;
    }
}
