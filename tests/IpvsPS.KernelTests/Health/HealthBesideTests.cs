using IpvsPS.Testing;
using IpvsPS.Testing.Health;

namespace IpvsPS.KernelTests.Health;

/// <summary>
/// Watch-IpvsHealth and Debian's keepalived beside each other, by one keepalived.conf and with the same pods: the same tables. How
/// long each takes, and what clients notice, is in docs/health.md, by the benchmark health-faults.
/// </summary>
public sealed class HealthBesideTests : IDisposable
{
    private readonly BesideStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public void Both_take_out_what_is_killed_and_put_the_sorry_server_in_and_all_of_it_back()
    {
        _stage.Start();
        _stage.Close(11);
        AwaitTables("12=1 13=1");
        _stage.Close(12);
        _stage.Close(13);
        AwaitTables("19=1");
        Assert.All(
            _stage.Directors,
            director => Poll.Until(() => director.Pages.Any(page => page.Result == "19"), $"a page of the sorry server by {director.Name}")
        );
        foreach (int pod in new[] { 11, 12, 13 })
        {
            _stage.Open(pod);
        }

        AwaitTables("11=1 12=1 13=1");

        // One of both has a moment without any server: the sorry server comes after the last one has gone.
        Assert.DoesNotContain(_stage.Ours.Changes, change => change.Table.Length == 0);
    }

    private void AwaitTables(string table)
    {
        foreach (BesideDirector director in _stage.Directors)
        {
            Poll.Until(() => director.Table == table, () => $"{table} of {director.Name}, but {director.Table}");
        }
    }
}
