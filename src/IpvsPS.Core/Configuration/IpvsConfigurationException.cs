using IpvsPS.Ipvs;

namespace IpvsPS;

/// <summary>A configuration is not what its format says, or holds what IPVS cannot take.</summary>
public sealed class IpvsConfigurationException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="reason">What is wrong and what to write instead.</param>
    /// <param name="line">The line, from 1; 0 where the configuration is no text.</param>
    /// <param name="column">The column, from 1, in bytes.</param>
    public IpvsConfigurationException(string reason, int line = 0, int column = 0)
        : base(line == 0 ? reason : $"line {line}, column {column}: {reason}")
    {
        Reason = reason;
        Line = line;
        Column = column;
    }

    /// <summary>What is wrong and what to write instead.</summary>
    public string Reason { get; }

    /// <summary>The line, from 1; 0 where the configuration is no text.</summary>
    public int Line { get; }

    /// <summary>The file, where it may be another than the one that was asked for: in a keepalived.conf, which includes others.</summary>
    public string? File { get; init; }

    /// <summary>The place and the reason.</summary>
    public override string Message => File is null ? base.Message : $"{File}, line {Line}: {Reason}";

    /// <summary>The rule of IPVS that a value breaks; null where the text is not what the format says.</summary>
    public Problem<IpvsProblemCode>? Problem { get; init; }

    /// <summary>The column, from 1, in bytes; 0 where the configuration is no text.</summary>
    public int Column { get; }
}
