namespace IpvsPS.KernelTests.Bridge;

/// <summary>The lab ended before it reported a test.</summary>
public sealed class GuestLostException(string message) : Exception(message);
