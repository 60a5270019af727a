using System.Text.Json;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;
using Xunit;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>Every state of the recorded sequence of changes, by lists read one after the other and by the server's watch events.</summary>
public sealed class RecordedTransitionTests
{
    private const string Node = "node1";

    /// <summary>The real server of step 2 that drains: it is no longer wanted, and kube-proxy still holds it at weight 0.</summary>
    private const string DrainedSuffix = " -w 0";

    private static IEnumerable<string> Steps =>
        Directory.GetDirectories(RecordedState.Folder("transitions", "steps")).Order(StringComparer.Ordinal);

    [Fact]
    public void Every_step_by_lists_gives_the_recorded_table()
    {
        ServiceTracker tracker = RecordedState.Load(RecordedState.Folder("transitions", "start"), Node);
        AssertState(tracker, RecordedState.Folder("transitions", "start"));
        foreach (string step in Steps)
        {
            tracker.Replace(RecordedState.ReadList(step, "list-services.json").Cast<KubernetesService>().ToList());
            tracker.Replace(RecordedState.ReadList(step, "list-endpointslices.json").Cast<EndpointSlice>().ToList());
            tracker.Update();
            AssertState(tracker, step);
        }
    }

    [Fact]
    public void Every_step_by_watch_events_gives_the_recorded_table()
    {
        ServiceTracker tracker = RecordedState.Load(RecordedState.Folder("transitions", "start"), Node);
        foreach (string step in Steps)
        {
            foreach (string file in Directory.GetFiles(step, "events-*.jsonl"))
            {
                File.ReadAllLines(file).Where(line => line.Length > 0).ToList().ForEach(line => Watch(tracker, line));
            }

            tracker.Update();
            AssertState(tracker, step);
        }
    }

    [Fact]
    public void A_change_of_one_slice_works_out_one_service()
    {
        ServiceTracker tracker = RecordedState.Load(RecordedState.Folder("transitions", "start"), Node);
        long before = tracker.DerivedCount;
        File.ReadAllLines(Path.Combine(Steps.First(), "events-endpointslices.jsonl")).ToList().ForEach(line => Watch(tracker, line));
        ServiceProxyChanges changes = tracker.Update();
        Assert.Equal(1, tracker.DerivedCount - before);
        Assert.Equal(
            ["TCP 10.96.0.50:80", "TCP 172.17.0.1:30081", "TCP 192.168.50.1:30081"],
            changes.Services.Select(change => change.After!.Id.ToString()).Order(StringComparer.Ordinal)
        );
        Assert.True(changes is { AddedAddresses.Count: 0, RemovedAddresses.Count: 0, RemovedElements.Count: 0 });
    }

    private static void Watch(ServiceTracker tracker, string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        string type = document.RootElement.GetProperty("type").GetString()!;
        if (type == "BOOKMARK")
        {
            return;
        }

        var reader = new ObjectReader();
        KubernetesObject item = reader.ReadObject(document.RootElement.GetProperty("object"))!;
        Assert.Empty(reader.Events);
        if (type == "DELETED")
        {
            tracker.Remove(item);
        }
        else
        {
            tracker.Put(item);
        }
    }

    private static void AssertState(ServiceTracker tracker, string folder)
    {
        IEnumerable<string> recorded = RecordedState
            .Lines(folder, "ipvsadm-Sn.txt")
            .Where(line => line.Length > 0 && !line.EndsWith(DrainedSuffix, StringComparison.Ordinal));
        Assert.Equal(recorded.Order(StringComparer.Ordinal), RecordedState.Lines(tracker.State.Services));
        Assert.Equal(RecordedSets.Read(RecordedState.Lines(folder, "ipset-save.txt")), RecordedSets.Write(tracker.State.Elements));
        IEnumerable<string> addresses = RecordedState
            .HostAddresses(Path.Combine(folder, "kube-ipvs0.json"))
            .Where(one => !VirtualAddressRules.IsLinkLocal6(one.Address))
            .Select(one => one.Address.ToString());
        Assert.Equal(
            addresses.Order(StringComparer.Ordinal),
            tracker.State.Addresses.Select(one => one.Address.ToString()).Order(StringComparer.Ordinal)
        );
    }
}
