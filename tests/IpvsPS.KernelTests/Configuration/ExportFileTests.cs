using System.Diagnostics;
using System.Management.Automation;
using IpvsPS.Configuration;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>What an export leaves on a full disk, over a limit and after a kill: the old file whole, or the new one.</summary>
public sealed class ExportFileTests : IDisposable
{
    private readonly LabSession _lab;
    private readonly ScratchNamespace _ns = new();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public ExportFileTests(LabSession lab)
    {
        _lab = lab;
        lab.Works(
            $"1..40 | ForEach-Object {{ New-IpvsService \"10.9.0.$_`:80\" -NetNamespace {_ns} }} | Add-IpvsRealServer (1..50 | "
                + $"ForEach-Object {{ \"10.10.0.$_`:80\" }})"
        );
    }

    public void Dispose()
    {
        LabSession.Native($"umount {_folder} 2>/dev/null; rm -rf {_folder}");
        _ns.Dispose();
    }

    [Fact]
    public void A_full_disk_leaves_the_old_file_and_makes_no_new_one()
    {
        LabSession.Native($"mount -t tmpfs -o size=64k none {_folder}");
        string old = Path.Combine(_folder, "old.json");
        File.WriteAllText(old, "old");
        _lab.Fails(
            $"Export-IpvsConfiguration {old} -Force -NetNamespace {_ns}",
            "FileWriteFailed",
            ErrorCategory.WriteError,
            "could not be written",
            "is as it was"
        );
        _lab.Fails(
            $"Export-IpvsConfiguration {_folder}/new.json -NetNamespace {_ns}",
            "FileWriteFailed",
            ErrorCategory.WriteError,
            "could not be written"
        );
        Assert.Equal("old", File.ReadAllText(old));
        Assert.Equal([old], Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Mode_owner_and_symbolic_link_are_kept()
    {
        LabSession.Native($"cd {_folder}; echo old > web.json; chmod 640 web.json; chown 1000:1001 web.json; ln -s web.json link");
        _lab.Works($"Export-IpvsConfiguration {_folder}/link -Force -NetNamespace {_ns}");
        Assert.Equal("640 1000 1001 regular file\n", LabSession.Native($"stat -c '%a %u %g %F' {_folder}/web.json"));
        Assert.Equal("web.json\n", LabSession.Native($"readlink {_folder}/link"));
        AssertWhole(Path.Combine(_folder, "web.json"));
    }

    [Fact]
    public void A_folder_that_is_missing_is_not_a_failure_of_writing() =>
        _lab.Fails(
            $"Export-IpvsConfiguration {_folder}/no/web.json -NetNamespace {_ns}",
            "PathNotFound",
            ErrorCategory.ObjectNotFound,
            "no such folder"
        );

    [Fact]
    public void A_kill_leaves_a_whole_file()
    {
        string path = Path.Combine(_folder, "web.json");
        _lab.Works($"Export-IpvsConfiguration {path} -NetNamespace {_ns}");
        string script = Path.Combine(_folder, "export.ps1");
        File.WriteAllText(
            script,
            $"while ($true) {{ Export-IpvsConfiguration {path} -Force -NetNamespace {_ns}; Set-Content {_folder}/begun 1 }}"
        );
        using Process exporter = Process.Start("bash", ["-c", $"exec {LabSession.PwshCommand} {script}"]);
        for (int i = 0; i < 1200 && !File.Exists($"{_folder}/begun") && !exporter.HasExited; i++)
        {
            Thread.Sleep(50);
        }

        exporter.Kill(entireProcessTree: true);
        exporter.WaitForExit();
        Assert.True(File.Exists($"{_folder}/begun"), "The exports have not begun.");
        AssertWhole(path);
    }

    private static void AssertWhole(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using ConfigurationTable table = ConfigurationFile.Read(stream);
        Assert.Equal((40, 2000), (table.Services.Count, table.Services.Sum(entry => entry.RealServers.Count)));
    }
}
