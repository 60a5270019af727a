namespace IpvsPS.Kubernetes;

/// <summary>The access as it is now: where a kubeconfig was rewritten, what was exchanged in it counts from then on.</summary>
/// <param name="source">What says where the server is.</param>
/// <param name="read">Reads it.</param>
internal sealed class CurrentAccess(ClusterSource source, Func<ClusterSource, ClusterAccess> read)
{
    private readonly object _gate = new();
    private string[] _texts = [.. source.Kubeconfigs.Select(FileText.Read)];
    private volatile ClusterAccess _value = read(source);

    public ClusterAccess Value => _value;

    /// <summary>Reads the kubeconfig files again where their text has changed. What cannot be read now leaves all as it was: whoever
    /// rewrites a file may be in the middle of it.</summary>
    public void Renew()
    {
        lock (_gate)
        {
            try
            {
                string[] texts = [.. source.Kubeconfigs.Select(FileText.Read)];
                if (!texts.SequenceEqual(_texts))
                {
                    (_value, _texts) = (read(source), texts);
                }
            }
            catch (ApiException)
            {
                // The next failure tries again.
            }
        }
    }
}
