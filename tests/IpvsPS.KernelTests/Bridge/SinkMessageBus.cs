using Xunit.Sdk;
using Xunit.v3;

namespace IpvsPS.KernelTests.Bridge;

/// <summary>Passes messages straight to a sink.</summary>
internal sealed class SinkMessageBus(IMessageSink sink) : IMessageBus
{
    public bool QueueMessage(IMessageSinkMessage message) => sink.OnMessage(message);

    public void Dispose() { }
}
