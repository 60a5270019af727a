using System.Globalization;
using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>
/// The parameters of one invocation: which were typed and which came with an object of the pipeline, and what the common
/// ones and the session's preferences ask for. Make it in BeginProcessing, when only what was typed is bound.
/// </summary>
internal sealed class BoundParameters
{
    /// <summary>What is longer does not tell one object from another at a glance.</summary>
    private const int LongestText = 100;

    /// <summary>What does not tell one object of a kind from another.</summary>
    private static readonly string[] Unsaid = [nameof(ScopedCommand.NetNamespace), nameof(IpvsRealServerIdentityCommand.PipedType)];

    private readonly PSCmdlet _cmdlet;
    private readonly HashSet<string> _typed;
    private bool? _endsWithFirstError;
    private bool? _isUnasked;
    private bool? _isWhatIf;

    public BoundParameters(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        _typed = new(cmdlet.MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether a parameter was given for this input, typed or piped, even as null.</summary>
    public bool IsGiven(string parameter) =>
        _cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? value)
        && (IsTyped(parameter) || IsOfThis(parameter, value));

    /// <summary>Whether a parameter stands on the command line. What is typed wins over what is piped.</summary>
    public bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>Whether a parameter came with the present object of the pipeline.</summary>
    public bool IsPiped(string parameter) => IsGiven(parameter) && !IsTyped(parameter);

    /// <summary>
    /// Takes out what came with an object of the pipeline, once it is worked on. PowerShell gives the properties of the cmdlet their
    /// defaults back and leaves this list as it was: a next object without the parameter would seem to bring the default.
    /// </summary>
    public void ForgetPiped()
    {
        Dictionary<string, object> bound = _cmdlet.MyInvocation.BoundParameters;
        foreach (string parameter in bound.Keys)
        {
            if (!IsTyped(parameter))
            {
                bound.Remove(parameter);
            }
        }
    }

    /// <summary>
    /// Whether the present object brought a value. One that did not bind was not worked on, and what it brought is in the list still;
    /// the property has its default again.
    /// </summary>
    private bool IsOfThis(string parameter, object? value) => Equals(_cmdlet.GetType().GetProperty(parameter)!.GetValue(_cmdlet), value);

    /// <summary>Whether anybody reads what is said with WriteVerbose, so that thousands of lines need not be made for nobody.</summary>
    public bool IsVerbose =>
        IsTyped("Verbose")
        || !LanguagePrimitives.TryConvertTo(_cmdlet.GetVariableValue("VerbosePreference"), out ActionPreference preference)
        || preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Whether -WhatIf, or $WhatIfPreference, has changes shown and not made.</summary>
    public bool IsWhatIf =>
        _isWhatIf ??= _cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? typed)
            ? LanguagePrimitives.IsTrue(typed)
            : LanguagePrimitives.IsTrue(_cmdlet.GetVariableValue("WhatIfPreference"));

    /// <summary>Whether the first error is the end of the command: -ErrorAction, or $ErrorActionPreference, is Stop or asks.</summary>
    public bool EndsWithFirstError => _endsWithFirstError ??= IsErrorTheEnd();

    /// <summary>
    /// Whether ShouldProcess would neither say nor ask anything, so that thousands of items need not ask it one by one:
    /// each time it makes its words anew, which takes longer than the work.
    /// </summary>
    public bool IsUnasked => _isUnasked ??= !AsksOrSays();

    /// <summary>An error about the present object of the pipeline, with words for which one that is.</summary>
    public ErrorRecord NamePiped(ErrorRecord record)
    {
        string row = DescribePiped();
        return row.Length == 0
            ? record
            : new CommandException(
                record.FullyQualifiedErrorId,
                record.CategoryInfo.Category,
                $"{record.Exception.Message} The piped object has {row}.",
                record.Exception
            ).ToErrorRecord(record.TargetObject);
    }

    /// <summary>What came with the present object of the pipeline beside its namespace; empty for nothing.</summary>
    private string DescribePiped() =>
        string.Join(
            ", ",
            _cmdlet
                .MyInvocation.BoundParameters.Where(one => IsPiped(one.Key) && !Unsaid.Contains(one.Key))
                .Select(one => (one.Key, Text: Format(one.Value)))
                .Where(one => one.Text.Length is > 0 and <= LongestText)
                .Select(one => $"{one.Key} {one.Text}")
        );

    private static string Format(object value) =>
        LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out string text) ? text ?? string.Empty : string.Empty;

    private bool IsErrorTheEnd()
    {
        object? preference = _cmdlet.MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? typed)
            ? typed
            : _cmdlet.GetVariableValue("ErrorActionPreference");
        return LanguagePrimitives.TryConvertTo(preference, out ActionPreference action)
            && action is not (ActionPreference.Continue or ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    private bool AsksOrSays()
    {
        bool isTyped = IsTyped("WhatIf") || IsTyped("Confirm") || IsTyped("Debug");
        bool isAsking =
            !LanguagePrimitives.TryConvertTo(_cmdlet.GetVariableValue("ConfirmPreference"), out ConfirmImpact confirm)
            || confirm is not (ConfirmImpact.None or ConfirmImpact.High);
        return isTyped || IsVerbose || isAsking || LanguagePrimitives.IsTrue(_cmdlet.GetVariableValue("WhatIfPreference"));
    }
}
