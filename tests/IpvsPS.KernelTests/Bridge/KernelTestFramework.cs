using System.Reflection;
using IpvsPS.KernelTests.Bridge;
using IpvsPS.Lab.Host;
using Xunit.v3;

[assembly: TestFramework(typeof(KernelTestFramework))]

namespace IpvsPS.KernelTests.Bridge;

/// <summary>Runs the tests here when this is the lab's kernel, and otherwise boots the lab to run them there.</summary>
public sealed class KernelTestFramework : XunitTestFramework
{
    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly)
    {
        if (!GuestEnvironment.IsGuest)
        {
            return new GuestExecutor();
        }

        GuestEnvironment.KeepLowAddressesFromChildren();
        return base.CreateExecutor(assembly);
    }
}
