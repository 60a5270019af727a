namespace IpvsPS.Testing.Kubernetes;

/// <summary>An API server that a test has for itself: the stand-in, or the real one with its etcd.</summary>
internal interface IClusterServer : IDisposable
{
    /// <summary>Where it is.</summary>
    string Url { get; }

    ApiCertificates Certificates { get; }

    /// <summary>The lines of a kubeconfig's user that may list and watch what a proxy needs, and no more.</summary>
    string[] Proxy { get; }

    /// <summary>The lines of a kubeconfig's user that is known and may do nothing.</summary>
    string[] Nobody { get; }

    /// <summary>Makes the objects of a list, or one object, what they are to be.</summary>
    void Load(string path, string json);

    /// <summary>Does what a line of a recorded watch says.</summary>
    void Replay(string path, string line);

    /// <summary>Goes away at once, as a process that is killed.</summary>
    void Stop();

    /// <summary>Comes back at the same port, and knows all that it knew.</summary>
    void Start();

    /// <summary>Stops if it runs, and comes back at the same port with the same objects; what happened before is not known any
    /// more.</summary>
    void Restart();

    /// <summary>Keeps what it has now.</summary>
    void Backup();

    /// <summary>Goes back to what it had when it was kept, its version too, and comes back at the same port.</summary>
    void RestoreBackup();

    /// <summary>Gets certificates of another authority, and counts nobody's of the former one.</summary>
    void ExchangeCertificates();

    /// <summary>Gets another certificate of the same authority.</summary>
    void RenewCertificate();
}

/// <summary>Which server a test runs on.</summary>
public enum ClusterServerKind
{
    /// <summary>The stand-in.</summary>
    StandIn,

    /// <summary>kube-apiserver and etcd, where both are on the PATH.</summary>
    Real,
}
