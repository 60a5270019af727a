using System.Management.Automation;
using IpvsPS.Metrics;

namespace IpvsPS.Commands;

/// <summary>
/// Export-IpvsMetric: writes the tables as metrics, into a file for node_exporter's textfile collector, or to the pipeline, a text
/// a line.
/// </summary>
[Cmdlet(VerbsData.Export, "IpvsMetric", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(string))]
public sealed class ExportIpvsMetricCommand : MetricCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The textfile collector runs as a user of its own.</summary>
    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The file to write; the collector reads those that end with .prom. Without it, the lines go to the pipeline.</summary>
    [Parameter(ParameterSetName = PathSet, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file to write, by a path in which no character is a wildcard.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>Text 0.0.4, or OpenMetrics 1.0, which the textfile collector does not read.</summary>
    [Parameter]
    public MetricFormat Format { get; set; }

    /// <summary>Writes over a file that is there: readers find all of the old one or all of the new one.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Reads the tables and writes the metrics.</summary>
    private protected override void End()
    {
        if (NamespaceCount == 0)
        {
            return;
        }

        using MetricExporter exporter = MakeExporter();
        string? asked = Path ?? LiteralPath;
        WriteVerbose("Reading the IPVS table and its counters.");
        if (asked is null)
        {
            WriteLines(exporter);
            return;
        }

        string path = ConfigurationFiles.FindLiteral(this, asked);
        if (ShouldProcess(path, $"Export IPVS metrics as {Format}"))
        {
            ConfigurationFiles.Write(path, stream => exporter.Write(stream, Format, Cancellation), Force, ReadableByAll);
        }
    }

    private void WriteLines(MetricExporter exporter)
    {
        using var text = new MemoryStream();
        exporter.Write(text, Format, Cancellation);
        text.Position = 0;
        using var reader = new StreamReader(text);
        while (reader.ReadLine() is { } line)
        {
            WriteObject(line);
        }
    }
}
