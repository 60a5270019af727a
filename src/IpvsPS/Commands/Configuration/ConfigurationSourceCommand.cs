using System.Management.Automation;
using IpvsPS.Configuration;

namespace IpvsPS.Commands;

/// <summary>What Import, Compare and Sync share: the configuration, from a file or from an object.</summary>
public abstract class ConfigurationSourceCommand : ConfigurationCommand
{
    private protected const string ObjectSet = "InputObject";

    /// <summary>The file: JSON, what ipvsadm saves, or keepalived.conf. A wildcard must match one file.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string Path { get; set; } = string.Empty;

    /// <summary>The file, by a path in which no character is a wildcard.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = string.Empty;

    /// <summary>The configuration as an object.</summary>
    [Parameter(ParameterSetName = ObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ConfigurationConversion]
    [ValidateNotNull]
    public IpvsConfiguration InputObject { get; set; } = null!;

    /// <summary>What an error is about: the path or the object.</summary>
    private protected object Source =>
        ParameterSetName switch
        {
            ObjectSet => InputObject,
            LiteralPathSet => LiteralPath,
            _ => Path,
        };

    /// <summary>The configuration, read and checked whole; the caller disposes it.</summary>
    /// <exception cref="Errors.CommandException">It could not be read, or something in it cannot be.</exception>
    private protected ConfigurationTable ReadSource() =>
        ParameterSetName == ObjectSet
            ? ConfigurationFiles.Check(InputObject)
            : ConfigurationFiles.Read(
                ParameterSetName == LiteralPathSet
                    ? ConfigurationFiles.FindLiteral(this, LiteralPath)
                    : ConfigurationFiles.Find(this, Path),
                WriteWarning
            );
}
