using System.Reflection;
using System.Runtime.Loader;
using IpvsPS.Testing;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>The module's reader of YAML is its own, whatever the session has loaded before.</summary>
public sealed class LoadContextTests
{
    [Fact]
    public void A_YamlDotNet_of_the_session_is_not_the_one_that_reads_kubeconfig_files()
    {
        // The session's own comes first, in the context where modules are.
        Assembly session = typeof(YamlDotNet.Core.YamlException).Assembly;
        Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(session));

        Assembly loaded = KubernetesLoadContext.Load(Path.GetDirectoryName(StagedModule.Manifest)!)!;
        AssemblyLoadContext own = AssemblyLoadContext.GetLoadContext(loaded)!;
        Assert.NotSame(AssemblyLoadContext.Default, own);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "kind: KubeProxyConfiguration\nhostnameOverride: node7\n");
            object read = loaded.GetType("IpvsPS.Kubernetes.KubeProxyConfiguration")!.GetMethod("Read")!.Invoke(null, [path])!;
            Assert.Equal("node7", read.GetType().GetProperty("NodeName")!.GetValue(read));
        }
        finally
        {
            File.Delete(path);
        }

        Assert.NotSame(session, own.Assemblies.Single(assembly => assembly.GetName().Name == "YamlDotNet"));
    }
}
