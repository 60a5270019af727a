namespace IpvsPS.State;

/// <summary>The port of a Kubernetes service, by its names.</summary>
/// <param name="Namespace">The service's namespace.</param>
/// <param name="Service">The service's name.</param>
/// <param name="Port">The port's name; empty where it has none.</param>
public sealed record ServicePortName(string Namespace, string Service, string Port)
{
    /// <summary>The names as kubectl and kube-proxy write them.</summary>
    /// <returns><c>shop/web:http</c>, or <c>shop/web</c> where the port has no name.</returns>
    public override string ToString() => Port.Length == 0 ? $"{Namespace}/{Service}" : $"{Namespace}/{Service}:{Port}";
}
