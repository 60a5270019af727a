namespace IpvsPS.Lab.Host;

/// <summary>The command line of a user-mode kernel that has the machine's root as its own, read-only.</summary>
internal static class UserModeKernel
{
    public static string[] CommandLine(ScratchDirectory scratch, bool terminal, long megabytes)
    {
        string[] consoles = terminal ? ["con0=fd:0,fd:1"] : ["con0=null,fd:1", "con1=null,fd:3", "con2=null,fd:4"];
        return
        [
            "linux.uml",
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
}
