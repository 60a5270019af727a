namespace IpvsPS;

/// <summary>
/// What is wrong with a value, without words: the rules of this library return it and whoever took the value names it in the
/// words of its user. A cmdlet says <c>-VirtualPort</c> where a file has the key <c>virtualPort</c> and a line, so a rule
/// knows neither.
/// </summary>
/// <remarks>
/// A new area takes four steps. It gets an enum of codes, each documented with its fields and values. Its rules are static
/// methods that return the first broken one as <c>Problem&lt;TCode&gt;?</c>; an operation that finds a problem midway throws an
/// exception that carries it. One class beside them writes the sentences, and asks a delegate for the name of each field
/// (<see cref="Ipvs.IpvsProblemText"/>). The layer above maps each code to its error id in one switch.
/// </remarks>
/// <typeparam name="TCode">The codes of the area.</typeparam>
/// <param name="Code">What is wrong.</param>
/// <param name="Field">The property that is wrong, by its name in the object that was checked.</param>
/// <param name="Values">What the sentence is made of, in the order that the code's documentation gives.</param>
public readonly record struct Problem<TCode>(TCode Code, string Field, IReadOnlyList<object?> Values)
    where TCode : struct, Enum
{
    /// <summary>Makes a problem.</summary>
    /// <param name="code">What is wrong.</param>
    /// <param name="field">The property that is wrong.</param>
    /// <param name="values">What the sentence is made of.</param>
    public Problem(TCode code, string field, params object?[] values)
        : this(code, field, (IReadOnlyList<object?>)values) { }
}
