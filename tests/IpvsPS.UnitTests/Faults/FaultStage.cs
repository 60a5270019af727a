using IpvsPS.Netlink;
using IpvsPS.Testing.Netlink;

namespace IpvsPS.UnitTests.Faults;

/// <summary>
/// A kernel that answers every request, behind a socket with a fault. Each system call takes a second of its clock, so that
/// what would wait for ever ends at once, and what would never end is noticed.
/// </summary>
internal sealed class FaultStage : TimeProvider
{
    /// <summary>Far above what any request needs that ends by itself or by its time limit.</summary>
    private const int MostCalls = 5000;

    private readonly Fault _fault;
    private long _seconds;

    public FaultStage(Fault fault, NetlinkProtocol protocol)
    {
        _fault = fault;
        Tables = new SmallTables(protocol);
        Socket = new FakeKernel(Tables) { Called = Count };
    }

    public SmallTables Tables { get; }

    public FakeKernel Socket { get; }

    public CancellationTokenSource Stop { get; } = new();

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _seconds;

    /// <summary>From here on the socket has its fault.</summary>
    public void Arm()
    {
        int sends = 0,
            receives = 0;
        Socket.SendFault = () => _fault.Send(sends++);
        Socket.ReceiveFault = () => _fault.Receive(Stop, receives++);
        Socket.Deliver = _fault.Deliver;
        _fault.Begin(Tables);
    }

    private void Count()
    {
        _seconds++;
        if (_seconds > MostCalls)
        {
            throw new InvalidOperationException($"The client has made {MostCalls} system calls and does not end.");
        }
    }
}
