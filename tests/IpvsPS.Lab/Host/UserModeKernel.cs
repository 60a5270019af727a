using System.Diagnostics;

namespace IpvsPS.Lab.Host;

/// <summary>
/// Kernels that are ordinary processes and have the machine's root as their own, read-only: that of Debian testing, downloaded and
/// unpacked, and the one that this machine's Debian has, installed. The newer has its processes catch their own system calls and page
/// faults (seccomp), where the older follows each by ptrace: there a fork takes 30 ms and a bash 90, here 12 and 32.
/// </summary>
internal static class UserModeKernel
{
    private const string Program = "usr/bin/linux.uml";

    private static readonly TimeSpan TriedAgainAfter = TimeSpan.FromHours(6);

    private static UnpackedPackages Packages { get; } = new("user-mode-kernel", () => "user-mode-linux") { OfTesting = true };

    /// <summary>Brings the kernel of Debian testing; false where it cannot be had or does not start.</summary>
    public static bool EnsureNewest()
    {
        if (Directory.Exists(Packages.Directory))
        {
            return true;
        }

        string failure = Packages.Directory + ".failed";
        if (File.Exists(failure) && DateTime.UtcNow - File.GetLastWriteTimeUtc(failure) < TriedAgainAfter)
        {
            return false;
        }

        if (Packages.Ensure(LetStart) is not string missing)
        {
            return true;
        }

        Console.Error.WriteLine(
            $"lab: {missing} An older kernel takes its place, which is slower; the other is tried again in "
                + $"{TriedAgainAfter.TotalHours} hours."
        );
        Remember(failure, missing);
        return false;
    }

    private static void Remember(string failure, string missing)
    {
        try
        {
            File.WriteAllText(failure, missing);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            // Who may not write there is told each time.
        }
    }

    /// <summary>The directory with the directories of modules.</summary>
    public static string Modules(LabKernel kernel) =>
        kernel == LabKernel.User ? Path.Combine(Packages.Directory, "usr/lib/uml/modules") : "/usr/lib/uml/modules";

    public static string[] CommandLine(LabKernel kernel, ScratchDirectory scratch, bool terminal, long megabytes)
    {
        string[] consoles = terminal ? ["con0=fd:0,fd:1"] : ["con0=null,fd:1", "con1=null,fd:3", "con2=null,fd:4"];
        return
        [
            .. kernel == LabKernel.User ? new[] { Path.Combine(Packages.Directory, Program), "seccomp=auto" } : ["linux.uml"],
            $"mem={megabytes}M",
            "rootfstype=hostfs",
            "rootflags=/",
            "ro",
            $"uml_dir={scratch.Path}/",
            "umid=lab",
            "con=null",
            .. consoles,
            "quiet",
            "loglevel=1",
            // 256 old-style terminals and a RAID benchmark took 1.7 of the 2.6 seconds to the first process.
            "pty.legacy_count=0",
            "initcall_blacklist=raid6_select_algo",
            "init=/bin/bash",
            "--",
            scratch.File("init.sh"),
            scratch.Path,
        ];
    }

    /// <summary>Sees that the program starts with this machine's C library.</summary>
    private static bool LetStart(string directory)
    {
        string program = Path.Combine(directory, Program);
        if (Starts(program))
        {
            return true;
        }

        byte[] bytes = File.ReadAllBytes(program);
        if (!OlderLibrary.Use(bytes))
        {
            return false;
        }

        File.WriteAllBytes(program, bytes);
        return Starts(program);
    }

    private static bool Starts(string program)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
