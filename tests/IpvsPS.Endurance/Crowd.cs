using System.Diagnostics;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.Endurance;

/// <summary>
/// Runspaces that add, edit, list and sync one table at the same time, while ipvsadm edits it too, and another namespace's
/// table, whose edits disturb the kernel's listings of this one.
/// </summary>
public sealed class Crowd
{
    /// <summary>How many runspaces there are.</summary>
    public const int Members = 8;

    private const string Netns = "crowd";
    private const string Beside = "crowd-beside";

    private readonly CrowdTable _table = new();

    /// <summary>Runs for a time, and tells what was done and what was wrong.</summary>
    public static CrowdReport Run(TimeSpan time) => new Crowd().RunOnce(time);

    private CrowdReport RunOnce(TimeSpan time)
    {
        PowerShellEngine[] engines = [.. Enumerable.Range(0, Members).Select(_ => new PowerShellEngine(TextWriter.Null))];
        var report = new CrowdReport();
        try
        {
            Array.ForEach(engines, engine => engine.ImportModule());
            engines[0].Run($"New-NetNamespace {Netns}, {Beside} -LoopbackUp").ThrowOnError();
            _table.Fill(engines[0], Netns);
            CrowdMember[] members = [.. engines.Select((engine, number) => new CrowdMember(engine, number, Netns, _table, report))];

            // What is made once and kept is made before the first look.
            RunBesideEditors(members, TimeSpan.Zero, report);
            report.Before = ProcessFigures.Take();
            RunBesideEditors(members, time, report);
            report.After = ProcessFigures.Take();
            return report;
        }
        finally
        {
            engines[0].Run($"Remove-NetNamespace {Netns}, {Beside} -Confirm:$false");
            Array.ForEach(engines, engine => engine.Dispose());
        }
    }

    private static void RunBesideEditors(CrowdMember[] members, TimeSpan time, CrowdReport report)
    {
        using Process editor = StartEditor(Netns),
            other = StartEditor(Beside);
        RunTogether(members, time);
        report.CountNative(here: StopEditor(editor), beside: StopEditor(other));
    }

    /// <summary>Each member works until the time is over, for a round at least.</summary>
    private static void RunTogether(CrowdMember[] members, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        Thread[] threads = Array.ConvertAll(
            members,
            member => new Thread(() =>
            {
                do
                {
                    member.DoRound();
                } while (clock.Elapsed < time);
            })
        );
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    /// <summary>A shell that has ipvsadm make 80 edits at a time until its input ends, and then says how many those were.</summary>
    private static Process StartEditor(string netns) =>
        Process.Start(
            new ProcessStartInfo("ip", ["netns", "exec", netns, "bash", "-c", CrowdTable.NativeEdits])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;

    private static int StopEditor(Process editor)
    {
        editor.StandardInput.Close();
        string count = editor.StandardOutput.ReadToEnd();
        editor.WaitForExit();
        return int.Parse(count, System.Globalization.CultureInfo.InvariantCulture);
    }
}
