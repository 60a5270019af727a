using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>What a message of an apply does.</summary>
internal enum ApplyKind
{
    AddService,
    AddUnpublishedService,
    AddServerOfNewService,
    PublishService,
    AddServer,
    SetService,
    SetServer,
    RemoveServer,
    RemoveService,
}

/// <summary>One message of an apply, with what takes it back.</summary>
internal readonly record struct ApplyStep(ApplyKind Kind, IpvsServiceId Id)
{
    /// <summary>The service as it is to be, where the step is about one.</summary>
    public IpvsService? Service { get; init; }

    /// <summary>The service as it is; a service that goes, with its real servers.</summary>
    public ServiceEntry? Present { get; init; }

    /// <summary>The real server as it is to be.</summary>
    public RealServer Server { get; init; }

    /// <summary>The real server as it is.</summary>
    public RealServer PresentServer { get; init; }

    /// <summary>A gone service or real server is what a removal is for, whoever has removed it.</summary>
    public bool IsDoneBy(Errno error) => Kind is ApplyKind.RemoveServer or ApplyKind.RemoveService && error is Errno.ESRCH or Errno.ENOENT;

    /// <summary>What the step is about, as errors want it: a service or a real server.</summary>
    public object Target =>
        Kind switch
        {
            ApplyKind.AddServerOfNewService or ApplyKind.AddServer or ApplyKind.SetServer => new IpvsRealServer(
                new IpvsServiceReference(Id, null),
                Server
            ),
            ApplyKind.RemoveServer => new IpvsRealServer(new IpvsServiceReference(Id, null), PresentServer),
            _ => Service ?? Present!.Service,
        };

    /// <summary>The step in words, for errors and lists.</summary>
    public string Operation =>
        Kind switch
        {
            ApplyKind.AddService => $"add the service {Id}",
            ApplyKind.AddUnpublishedService => $"add the service {Id} with the scheduler none",
            ApplyKind.PublishService => $"publish the service {Id} with the scheduler {Service!.Scheduler}",
            ApplyKind.SetService => $"change the service {Id}",
            ApplyKind.RemoveService => $"remove the service {Id}",
            ApplyKind.AddServerOfNewService or ApplyKind.AddServer => $"add the real server {Server} to {Id}",
            ApplyKind.SetServer => $"change the real server {Server} of {Id}",
            _ => $"remove the real server {PresentServer} from {Id}",
        };

    public void Send(IpvsBatch batch)
    {
        switch (Kind)
        {
            case ApplyKind.AddService:
                batch.AddService(Service!);
                break;
            case ApplyKind.AddUnpublishedService:
                batch.AddUnpublishedService(Service!);
                break;
            case ApplyKind.PublishService or ApplyKind.SetService:
                batch.SetService(Service!);
                break;
            case ApplyKind.RemoveService:
                batch.RemoveService(Id);
                break;
            case ApplyKind.AddServerOfNewService or ApplyKind.AddServer:
                batch.AddRealServer(Id, Server);
                break;
            case ApplyKind.SetServer:
                batch.SetRealServer(Id, Server);
                break;
            default:
                batch.RemoveRealServer(Id, PresentServer);
                break;
        }
    }

    /// <summary>Takes the step back. A new service goes with its real servers, so those steps have nothing to take back.</summary>
    public void SendInverse(IpvsBatch batch)
    {
        switch (Kind)
        {
            case ApplyKind.AddService or ApplyKind.AddUnpublishedService:
                batch.RemoveService(Id);
                break;
            case ApplyKind.AddServer:
                batch.RemoveRealServer(Id, Server);
                break;
            case ApplyKind.SetService:
                batch.SetService(Present!.Service);
                break;
            case ApplyKind.SetServer:
                batch.SetRealServer(Id, PresentServer);
                break;
            case ApplyKind.RemoveServer:
                batch.AddRealServer(Id, PresentServer);
                break;
            case ApplyKind.RemoveService:
                batch.AddService(Present!.Service);
                foreach (ref readonly RealServer server in Present.RealServers.AsSpan())
                {
                    batch.AddRealServer(Id, server);
                }

                break;
        }
    }
}
