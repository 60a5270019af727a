using System.Management.Automation;
using IpvsPS.Configuration;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>What Import, Compare and Sync share: the configuration, from a file or from an object.</summary>
public abstract class ConfigurationSourceCommand : ConfigurationCommand
{
    private protected const string ObjectSet = "InputObject";

    /// <summary>The file: JSON, what ipvsadm saves, or keepalived.conf. A wildcard must match one file where it is typed.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentConversion(typeof(PathArgument))]
    [SupportsWildcards]
    public PathArgument Path { get; set; }

    /// <summary>The file, by a path in which no character is a wildcard.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = string.Empty;

    /// <summary>The configuration as an object.</summary>
    [Parameter(ParameterSetName = ObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ConfigurationConversion]
    [ValidateNotNull]
    public Objects.IpvsConfiguration InputObject { get; set; } = null!;

    /// <summary>What the file is; its first word tells unless given.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public IpvsConfigurationFormat? Format { get; set; }

    /// <summary>What an error is about: the path or the object.</summary>
    private protected object Source =>
        ParameterSetName switch
        {
            ObjectSet => InputObject,
            LiteralPathSet => LiteralPath,
            _ => Path.ToString(),
        };

    /// <summary>Works with the configuration in the namespace that is worked in now.</summary>
    private protected abstract void ProcessSource();

    private protected sealed override void ProcessInScope() => TryInput(Source, ProcessSource);

    /// <summary>The configuration, read and checked whole; the caller disposes it.</summary>
    /// <exception cref="CommandException">It could not be read, or something in it cannot be.</exception>
    private protected ConfigurationTable ReadSource() =>
        ParameterSetName == ObjectSet ? ConfigurationFiles.Check(InputObject) : ConfigurationFiles.Read(FindSource(), Format, WriteWarning);

    /// <summary>Says that what only clears in ipvsadm clears nothing here.</summary>
    /// <param name="table">The configuration.</param>
    /// <param name="way">What does make the table so.</param>
    private protected void WarnOfClearing(ConfigurationTable table, string way)
    {
        if (table.IsClearedFirst)
        {
            WriteWarning($"The text clears the whole table first (-C), and this command does not. {way}");
        }
    }

    /// <summary>What was piped is one file's path, whatever its letters.</summary>
    /// <exception cref="CommandException">It is no path of a file.</exception>
    private string FindSource() =>
        ParameterSetName == PathSet && Path.IsConfiguration
            ? throw new CommandException(
                ErrorIds.PathNotFound,
                ErrorCategory.ObjectNotFound,
                "This is the text of a configuration, and no path of a file: pipe all of it through ConvertTo-IpvsConfiguration first."
            )
        : ParameterSetName == LiteralPathSet ? ConfigurationFiles.FindLiteral(this, LiteralPath)
        : Parameters.IsTyped(nameof(Path)) && !Path.IsLiteral ? ConfigurationFiles.Find(this, Path.ToString())
        : ConfigurationFiles.FindLiteral(this, Path.ToString());
}
