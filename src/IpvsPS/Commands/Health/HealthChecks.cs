using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>What users write of a check, and what IpvsPS.Core makes of it.</summary>
internal static class HealthChecks
{
    private static readonly string[] Properties = [.. typeof(Objects.IpvsHealthCheck).GetProperties().Select(property => property.Name)];

    private static readonly HashSet<string> Names = new(Properties, StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of IpvsPS.Core of a parameter's value, or of a property's.</summary>
    /// <exception cref="PSInvalidCastException">It does not convert.</exception>
    public static object? ToCore(HealthCheckField field, object value) =>
        field.Value switch
        {
            HealthCheckValue.Kind => ToKind(value),
            HealthCheckValue.Number => LanguagePrimitives.ConvertTo<long>(value),
            HealthCheckValue.Seconds => LanguagePrimitives.ConvertTo<Duration>(value).Value,
            HealthCheckValue.Switch when value is string word => ArgumentConversionAttribute.ToSwitch(word).ToBool(),
            HealthCheckValue.Switch => LanguagePrimitives.ConvertTo<bool>(value),
            HealthCheckValue.Address => LanguagePrimitives.ConvertTo<AddressArgument>(value).Value,
            HealthCheckValue.Lines => string.Join('\n', LanguagePrimitives.ConvertTo<string[]>(HeaderConversionAttribute.Lines(value))),
            _ => LanguagePrimitives.ConvertTo<string>(CommaConversionAttribute.Join(value)),
        };

    /// <summary>A check that is whole.</summary>
    /// <exception cref="CommandException">It breaks a rule; the error names the parameter.</exception>
    public static State.IpvsHealthCheck Checked(State.IpvsHealthCheck check)
    {
        bool isBlock = !string.IsNullOrEmpty(check.ScriptText);
        if (isBlock && (check.Kind != IpvsHealthCheckKind.Script || !string.IsNullOrEmpty(check.ScriptPath)))
        {
            throw HealthErrors.ScriptBlockConflict(check.Kind);
        }

        return HealthCheckRules.Check(check) is { } problem ? throw HealthErrors.Invalid(problem.Problem, problem.Field, check) : check;
    }

    /// <summary>Checks that ask by the protocol that the service forwards.</summary>
    /// <exception cref="CommandException">One does not.</exception>
    public static void ThrowIfNotOf(IpvsServiceId service, IEnumerable<State.IpvsHealthCheck>? checks, string? file = null)
    {
        if (checks?.FirstOrDefault(check => !HealthCheckRules.IsOfService(check, service)) is { } wrong)
        {
            throw HealthErrors.NotOfService(wrong, service, file);
        }
    }

    /// <summary>Checks that can go through a service to its real servers.</summary>
    /// <exception cref="CommandException">One cannot, or the service has no address.</exception>
    public static void ThrowIfNotThrough(IpvsServiceId service, IEnumerable<State.IpvsHealthCheck>? checks, string? file = null)
    {
        IpvsHealthCheckKind[] kinds = [.. (checks ?? []).Select(check => check.Kind)];
        kinds = kinds.Length > 0 ? kinds : [HealthDefaults.CheckFor(service, service.Port).Kind];
        int wrong = Array.FindIndex(kinds, kind => !DataPath.Carries(service, kind));
        if (wrong >= 0)
        {
            throw HealthErrors.NotThroughService(kinds[wrong], service, file);
        }
    }

    /// <summary>The same for services that are to be watched.</summary>
    /// <exception cref="CommandException">A check cannot, or a service has no address.</exception>
    public static void ThrowIfNotThrough(IReadOnlyList<MonitoredService> services, string? file)
    {
        foreach (MonitoredService service in services)
        {
            ThrowIfNotThrough(service.Id, service.Policy.AllChecks, file);
        }
    }

    /// <summary>
    /// The check of an object: one of New-IpvsHealthCheck, one that was one before a file or a job, a table of parameters, or
    /// a kind's name.
    /// </summary>
    /// <exception cref="PSInvalidCastException">It is none, or a property does not convert.</exception>
    public static Objects.IpvsHealthCheck Read(object? given)
    {
        if (given is null)
        {
            throw new PSInvalidCastException("null is no health check: New-IpvsHealthCheck makes one, or leave the parameter out.");
        }

        object value = given is PSObject wrapped ? wrapped.BaseObject : given;
        if (value is Objects.IpvsHealthCheck check)
        {
            return check;
        }

        if (value is string or IpvsHealthCheckKind)
        {
            return new Objects.IpvsHealthCheck(new() { Kind = ToKind(value) });
        }

        PSObject bag = value is System.Collections.IDictionary table ? ToBag(table) : PSObject.AsPSObject(given);
        if (bag.Properties["Kind"] is null)
        {
            throw new PSInvalidCastException($"'{given}' is no health check: New-IpvsHealthCheck makes one.");
        }

        var read = new State.IpvsHealthCheck { ScriptText = bag.Properties["ScriptBlock"]?.Value?.ToString() };
        foreach (HealthCheckField field in HealthCheckField.All)
        {
            object? part = bag.Properties[HealthErrors.NameOf(field)]?.Value;
            read = part is null or "" ? read : field.Set(read, ToCore(field, part, HealthErrors.NameOf(field)));
        }

        return new Objects.IpvsHealthCheck(read);
    }

    /// <exception cref="PSInvalidCastException">There is no such kind; the error has those that there are.</exception>
    private static IpvsHealthCheckKind ToKind(object value) =>
        LanguagePrimitives.TryConvertTo(value, out IpvsHealthCheckKind kind)
            ? kind
            : throw new PSInvalidCastException(
                $"'{value}' is no kind of check: {string.Join(", ", Enum.GetNames<IpvsHealthCheckKind>())}."
            );

    /// <exception cref="PSInvalidCastException">It does not convert; the error names the property.</exception>
    private static object? ToCore(HealthCheckField field, object value, string name)
    {
        try
        {
            return ToCore(field, value);
        }
        catch (PSInvalidCastException e)
        {
            throw new PSInvalidCastException($"{name}: {ArgumentConversionAttribute.Innermost(e)?.Message ?? e.Message}", e);
        }
    }

    /// <exception cref="PSInvalidCastException">A key is none of a check.</exception>
    private static PSObject ToBag(System.Collections.IDictionary table)
    {
        var bag = new PSObject();
        foreach (System.Collections.DictionaryEntry entry in table)
        {
            string name = $"{entry.Key}";
            if (!Names.Contains(name))
            {
                throw new PSInvalidCastException($"'{name}' is no property of a check: {string.Join(", ", Properties)}.");
            }

            bag.Properties.Add(new PSNoteProperty(name, entry.Value));
        }

        return bag;
    }
}

/// <summary>Converts what is given for -Check.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HealthCheckConversionAttribute : ArgumentTransformationAttribute
{
    /// <summary>Makes checks of objects, tables and words.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">One, or several.</param>
    /// <returns>The checks.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">One of them is none.</exception>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object given = inputData is PSObject { BaseObject: object[] or System.Collections.IList } wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return given is System.Collections.IList several
                ? several.Cast<object?>().Select(HealthChecks.Read).ToArray()
                : new[] { HealthChecks.Read(given) };
        }
        catch (PSInvalidCastException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
