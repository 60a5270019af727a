using IpvsPS.Testing.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>A server of each kind for the tests that do not take it away, and servers of their own for those that do.</summary>
public sealed class RealServerFixture : IDisposable
{
    private readonly object _gate = new();
    private RealApiServer? _server;
    private IClusterServer? _standIn;

    /// <summary>A server of the test's own, with the Node node1 and the service of the server itself.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="programs">What the real one needs besides.</param>
    internal static IClusterServer Own(ClusterServerKind kind, params string[] programs)
    {
        if (kind == ClusterServerKind.Real)
        {
            SkipWithout(programs);
            return Start();
        }

        var server = new ApiServer { Token = "proxy-token" };
        AddNode(server);
        server.Load(
            ApiServer.Services,
            """{"metadata":{"name":"kubernetes","namespace":"default"},"spec":{"clusterIP":"10.96.0.1","ports":[{"port":443}]}}"""
        );
        return server;
    }

    /// <summary>A real server of the test's own, with the Node node1.</summary>
    internal static RealApiServer Start(params string[] more)
    {
        SkipWithout(RealApiServer.Programs);
        var server = new RealApiServer(more);
        AddNode(server);
        return server;
    }

    public void Dispose()
    {
        _server?.Dispose();
        _standIn?.Dispose();
    }

    /// <summary>The server of a kind that tests share, with the Node node1.</summary>
    internal IClusterServer Share(ClusterServerKind kind)
    {
        if (kind == ClusterServerKind.Real)
        {
            return Need();
        }

        lock (_gate)
        {
            return _standIn ??= Own(kind);
        }
    }

    /// <summary>The real server that tests share, with the Node node1.</summary>
    internal RealApiServer Need()
    {
        lock (_gate)
        {
            return _server ??= Start();
        }
    }

    private static void AddNode(IClusterServer server) =>
        server.Load(ApiServer.Nodes, """{"kind":"Node","apiVersion":"v1","metadata":{"name":"node1"}}""");

    private static void SkipWithout(string[] programs)
    {
        if (ControlPlane.Missing(programs) is { } missing)
        {
            Assert.Skip(missing);
        }
    }
}
