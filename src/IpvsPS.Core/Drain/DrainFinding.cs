using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>What is to be said of a real server that is suspended, waited for or resumed.</summary>
public enum DrainCode
{
    /// <summary>The service has no such real server, or is not there itself.</summary>
    NotFound,

    /// <summary>The scheduler refuses the clients of a real server with weight 0 instead of giving them another one.</summary>
    SchedulerRefusesClients,

    /// <summary>The weight is 0 already and no former weight is known: resuming will need one.</summary>
    WeightAlreadyZero,

    /// <summary>No real server of the service takes new connections: each has the weight 0 or is at its upper threshold.</summary>
    NoneLeft,

    /// <summary>
    /// The weights of the service add up to more than the table of sh has places: real servers behind that get no client.
    /// </summary>
    WeightsExceedTable,

    /// <summary>Clients that persistence ties to the real server go on to it, until their time is over.</summary>
    PersistentClientsStay,

    /// <summary>The weight is 0 and no former weight is known: one has to be given.</summary>
    FormerWeightUnknown,

    /// <summary>The weight is not 0: new connections arrive, and waiting has no end.</summary>
    NotSuspended,

    /// <summary>The weight was raised while it was waited for.</summary>
    Resumed,

    /// <summary>The real server was removed while it was waited for.</summary>
    Vanished,

    /// <summary>Somebody else changed the weight, or the suspension, while it went step by step.</summary>
    ChangedMeanwhile,

    /// <summary>The weight is back, and what is remembered could not be dropped.</summary>
    StillRemembered,
}

/// <summary>One thing to be said: a code, the field it is about, and the values that its words need.</summary>
/// <param name="Code">What it is.</param>
/// <param name="Server">Which real server it is about.</param>
/// <param name="Field">The field of the service or the real server that is in the way.</param>
/// <param name="Values">In this order: of SchedulerRefusesClients, the scheduler and the flag that cures it, which is empty
/// where there is none; of WeightsExceedTable, the sum of the weights and how many places there are; of
/// PersistentClientsStay, how many persistence entries there are; of NotSuspended, Resumed and
/// ChangedMeanwhile, the weight; of StillRemembered, why in words; of the others none.</param>
public sealed record DrainFinding(DrainCode Code, RealServerId Server, string Field, params object[] Values)
{
    internal static DrainFinding NotFound(RealServerId server) => new(DrainCode.NotFound, server, "RealAddress");

    internal static DrainFinding OfWeight(DrainCode code, RealServerId server, params object[] values) =>
        new(code, server, "Weight", values);
}
