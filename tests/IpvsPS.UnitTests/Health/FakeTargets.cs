using IpvsPS.Health;
using IpvsPS.State;

namespace IpvsPS.UnitTests.Health;

/// <summary>Targets whose states the tests say, by the last number of their address.</summary>
internal sealed class FakeTargets : IProbeTargets
{
    private readonly Dictionary<ProbeTarget, int> _uses = [];
    private readonly Dictionary<byte, HealthState> _states = [];
    private readonly Dictionary<byte, ProbeResult> _last = [];

    public int Count => _uses.Count;

    public int Added { get; private set; }

    public Dictionary<byte, HealthState?> Given { get; } = [];

    public Dictionary<byte, ProbeTarget> All { get; } = [];

    public void Pass(byte number) => _states[number] = new HealthState(ServerHealth.Up, 1);

    public void Fail(byte number) => _states[number] = new HealthState(ServerHealth.Down, 0, 1);

    /// <summary>Has the last probe of a check that sets weights ask for one; null for the full one.</summary>
    public void Ask(byte number, int? weight) => _last[number] = new ProbeResult(ProbeOutcome.Passed, TimeSpan.Zero) { Weight = weight };

    public void Forget(byte number) => _states[number] = new HealthState(ServerHealth.Unknown);

    public void Add(ProbeTarget target, HealthState? state)
    {
        byte number = target.Address.GetAddressBytes()[3];
        (Added, All[number], Given[number]) = (Added + 1, target, state);
        _uses[target] = _uses.GetValueOrDefault(target) + 1;
        _states.TryAdd(number, state ?? new HealthState(ServerHealth.Up, 1));
    }

    public void Remove(ProbeTarget target)
    {
        if (--_uses[target] == 0)
        {
            _uses.Remove(target);
        }
    }

    public HealthState? Find(ProbeTarget target, out ProbeResult? last)
    {
        last = _last.GetValueOrDefault(target.Address.GetAddressBytes()[3]);
        return _uses.ContainsKey(target) ? _states[target.Address.GetAddressBytes()[3]] : null;
    }
}
