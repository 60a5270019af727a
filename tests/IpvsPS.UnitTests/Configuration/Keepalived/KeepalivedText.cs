using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Configuration.Keepalived;

namespace IpvsPS.UnitTests.Configuration.Keepalived;

/// <summary>Reads texts as keepalived.conf, and shows what they come to as ipvsadm would save it.</summary>
internal static class KeepalivedText
{
    public static KeepalivedReading Read(string text, KeepalivedReadOptions? options = null) =>
        KeepalivedReader.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(text)),
            "k.conf",
            options ?? new KeepalivedReadOptions { ConfigurationId = "lab", AllowIncludes = false }
        );

    /// <summary>The services and real servers, a line each as ipvsadm saves them.</summary>
    public static string[] Saved(KeepalivedReading reading)
    {
        using ConfigurationTable table = ConfigurationTable.From(reading.Configuration);
        using var writer = new StringWriter();
        IpvsadmWriter.Write(table, writer);
        return writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static string[] Saved(string text) => Saved(Read(text));

    /// <summary>The remarks without the file: <c>5 lb_algo</c>.</summary>
    public static string[] Remarked(KeepalivedReading reading) =>
        [.. reading.Remarks.Select(remark => $"{remark.Kind} {remark.Line} {remark.Keyword}")];

    /// <summary>A virtual_server 10.0.0.1 80 with some lines.</summary>
    public static string Server(params string[] lines) => $"virtual_server 10.0.0.1 80 {{\n{string.Join('\n', lines)}\n}}\n";
}
