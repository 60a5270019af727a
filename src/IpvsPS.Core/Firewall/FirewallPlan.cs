namespace IpvsPS.Firewall;

/// <summary>What is to be done so that the table is as wanted.</summary>
/// <param name="IsNew">The table is made anew, in one transaction.</param>
/// <param name="Added">Elements that come.</param>
/// <param name="Removed">Elements that go.</param>
internal sealed record FirewallPlan(bool IsNew, List<FirewallElement> Added, List<FirewallElement> Removed)
{
    public static FirewallPlan Nothing { get; } = new(false, [], []);

    public bool IsEmpty => !IsNew && Added.Count + Removed.Count == 0;

    /// <summary>Compares the table with what is wanted.</summary>
    /// <param name="layout">The chains that are wanted.</param>
    /// <param name="wanted">The elements that are wanted.</param>
    /// <param name="present">The table as it is; null where it is not there, or is not known.</param>
    public static FirewallPlan Compare(FirewallLayout layout, IReadOnlyCollection<FirewallElement> wanted, FirewallListing? present)
    {
        if (present is null || present.LayoutName != FirewallText.LayoutName(layout))
        {
            return new FirewallPlan(true, [.. wanted.Order()], []);
        }

        HashSet<FirewallElement> all = [.. wanted];
        return new FirewallPlan(false, [.. all.Except(present.Elements).Order()], [.. present.Elements.Except(all).Order()]);
    }
}
