using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>The names of Kubernetes objects.</summary>
public static class ObjectNames
{
    /// <summary>Whether a text can be the name of an object.</summary>
    /// <param name="text">The text.</param>
    /// <returns>False for an empty text, and for one with characters that no API server takes.</returns>
    public static bool IsName(string text) => ObjectName.IsName(text);
}
