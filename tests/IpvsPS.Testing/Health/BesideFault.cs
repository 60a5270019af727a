using System.Globalization;

namespace IpvsPS.Testing.Health;

/// <summary>Something that happens to the pods of a stage, and what both directors and their clients made of it.</summary>
/// <param name="Name">What happens.</param>
/// <param name="Happen">Has it happen, and ends when it is over; the wait is the caller's clock.</param>
internal sealed record BesideFault(string Name, Action<BesideStage, Action<double>> Happen)
{
    /// <summary>Each fault, with the time that it lasts.</summary>
    public static IReadOnlyList<BesideFault> All { get; } =
    [
        new(
            "a server is killed, and is back after 8 s",
            (stage, wait) =>
            {
                stage.Close(11);
                wait(8);
                stage.Open(11);
                wait(5);
            }
        ),
        new(
            "a server flaps every second for 10 s",
            (stage, wait) =>
            {
                for (int i = 0; i < 5; i++)
                {
                    stage.Close(11);
                    wait(1);
                    stage.Open(11);
                    wait(1);
                }

                wait(5);
            }
        ),
        new(
            "a server takes 5 s for an answer, for 8 s",
            (stage, wait) =>
            {
                stage.SetSlow(11, true);
                wait(8);
                stage.SetSlow(11, false);
                wait(8);
            }
        ),
        new(
            "all are killed, and are back after 8 s",
            (stage, wait) =>
            {
                foreach (int pod in new[] { 11, 12, 13 })
                {
                    stage.Close(pod);
                }

                wait(8);
                foreach (int pod in new[] { 11, 12, 13 })
                {
                    stage.Open(pod);
                }

                wait(6);
            }
        ),
        new(
            "all and the sorry server are killed, and are back after 6 s",
            (stage, wait) =>
            {
                foreach (int pod in new[] { 11, 12, 13, 19 })
                {
                    stage.Close(pod);
                }

                wait(6);
                foreach (int pod in new[] { 11, 12, 13, 19 })
                {
                    stage.Open(pod);
                }

                wait(6);
            }
        ),
    ];

    /// <summary>Has it happen and gives a row of a table for each director.</summary>
    public IEnumerable<string> Run(BesideStage stage)
    {
        TimeSpan[] starts = [.. stage.Directors.Select(director => director.Now)];
        Happen(stage, seconds => Thread.Sleep(TimeSpan.FromSeconds(seconds)));
        return stage.Directors.Zip(starts, Row);
    }

    private string Row(BesideDirector director, TimeSpan start)
    {
        string[] changes =
        [
            .. director
                .Changes.Where(change => change.At > start)
                .Select(change => string.Create(CultureInfo.InvariantCulture, $"{(change.At - start).TotalSeconds:0.0} s: {change.Table}")),
        ];
        Page[] pages = [.. director.Pages.Where(page => page.At >= start)];
        Page[] failures = [.. pages.Where(page => page.IsFailure)];
        IEnumerable<string> reasons = failures.GroupBy(page => page.Result).Select(group => $"{group.Count()} {group.Key}");
        string last =
            failures.Length == 0
                ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $", the last after {(failures[^1].At - start).TotalSeconds:0.0} s");
        int sorry = pages.Count(page => page.Result == "19");
        return $"| {Name} | {(director.Name == "beside-ours" ? "Watch-IpvsHealth" : "keepalived")} | "
            + $"{(changes.Length == 0 ? "nothing" : string.Join("; ", changes))} | {pages.Length} pages, {sorry} of the sorry server, "
            + $"{(failures.Length == 0 ? "no failure" : string.Join(", ", reasons) + last)} |";
    }
}
