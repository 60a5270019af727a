namespace IpvsPS.Testing;

/// <summary>The module as it is published, staged by the build in out/IpvsPS.</summary>
public static class StagedModule
{
    /// <summary>Its manifest.</summary>
    public static string Manifest => Repository.File("out/IpvsPS/IpvsPS.psd1");

    /// <summary>The statement that imports it.</summary>
    public static string ImportScript => $"Import-Module -Name {Quote(Manifest)}";

    /// <summary>A text as a PowerShell literal.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
