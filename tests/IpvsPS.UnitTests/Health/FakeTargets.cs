using IpvsPS.Health;
using IpvsPS.State;

namespace IpvsPS.UnitTests.Health;

/// <summary>Targets whose states the tests say, by the last number of their address.</summary>
internal sealed class FakeTargets : IProbeTargets
{
    private readonly Dictionary<ProbeTarget, int> _uses = [];
    private readonly Dictionary<byte, HealthState> _states = [];

    public int Count => _uses.Count;

    public int Added { get; private set; }

    public Dictionary<byte, HealthState?> Given { get; } = [];

    public Dictionary<byte, ProbeTarget> All { get; } = [];

    public void Pass(byte number) => _states[number] = new HealthState(ServerHealth.Up, 1);

    public void Fail(byte number) => _states[number] = new HealthState(ServerHealth.Down, 0, 1);

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
        last = null;
        return _uses.ContainsKey(target) ? _states[target.Address.GetAddressBytes()[3]] : null;
    }
}
