namespace IpvsPS.Words;

/// <summary>
/// The words of a rule. In braces stand a finding's values by number, <c>target</c> for what the cure changes, <c>service</c> and
/// <c>server</c> for their names, <c>address</c> for the real server's, <c>svc</c> for the service as a cmdlet of services takes it,
/// <c>of</c> as one of real servers does and <c>endpoint</c> as ipvsadm does, <c>iptables</c> for that program of the service's family,
/// <c>-ns</c> for -NetNamespace and <c>in</c> for <c>ip netns exec</c> where the fault is in a named namespace. Of a sysctl,
/// <c>path</c> is where it is below /proc/sys, <c>sysctl</c> its name as sysctl(8) takes it, and <c>set V</c> the PowerShell that
/// gives it the value V.
/// </summary>
/// <param name="Is">How it is.</param>
/// <param name="Expected">How it must be.</param>
/// <param name="Why">What happens otherwise.</param>
/// <param name="Cure">What to type in PowerShell, or to do where that is not typed.</param>
/// <param name="CureCommand">The same with native programs; empty where there is none.</param>
internal sealed record RuleWords(string Is, string Expected, string Why, string Cure, string CureCommand)
{
    /// <summary>The words of every rule, by its id.</summary>
    public static IReadOnlyDictionary<string, RuleWords> All { get; } =
        new[] { DirectorWords.All, SettingWords.All, ServiceWords.All, RealServerWords.All, LanWords.All, SyncWords.All }
            .SelectMany(part => part)
            .ToDictionary(words => words.Key, words => words.Value);
}
