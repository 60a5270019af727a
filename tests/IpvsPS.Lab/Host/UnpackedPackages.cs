using System.Diagnostics;

namespace IpvsPS.Lab.Host;

/// <summary>
/// Debian packages that are downloaded and unpacked in the user's cache and not installed: the machine boots no other kernel and
/// starts no server for them.
/// </summary>
/// <param name="name">The name of the directory.</param>
/// <param name="first">The first package, whose name may have to be looked up.</param>
/// <param name="others">The other packages.</param>
internal sealed class UnpackedPackages(string name, Func<string> first, params string[] others)
{
    /// <summary>Whether they are Debian testing's, and not those of the machine's release.</summary>
    public bool OfTesting { get; init; }

    /// <summary>Where they are.</summary>
    public string Directory { get; } = Path.Combine(Cache, name);

    private static string Cache =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/root", ".cache"),
            "ipvsps-lab"
        );

    /// <summary>Downloads and unpacks them unless they are there; returns what is wrong, or null.</summary>
    /// <param name="finish">What is still to be done in the directory before it counts as there.</param>
    public string? Ensure(Func<string, bool>? finish = null)
    {
        if (System.IO.Directory.Exists(Directory))
        {
            return null;
        }

        try
        {
            System.IO.Directory.CreateDirectory(Cache);
            return EnsureAlone(finish);
        }
        catch (UnauthorizedAccessException)
        {
            return $"The lab may not write to {Cache}: name another directory by XDG_CACHE_HOME.";
        }
    }

    private string? EnsureAlone(Func<string, bool>? finish)
    {
        // One at a time: two test projects may want them.
        using var gate = new FileStream(Path.Combine(Cache, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        while (!TryLock(gate))
        {
            Thread.Sleep(200);
        }

        if (System.IO.Directory.Exists(Directory))
        {
            return null;
        }

        DirectoryInfo work = System.IO.Directory.CreateTempSubdirectory("ipvsps-packages.");
        try
        {
            string[] packages = [first(), .. others];
            Console.Error.WriteLine($"lab: unpacking {string.Join(' ', packages)}");
            return (OfTesting ? DownloadOfTesting(work, packages) : DownloadOfRelease(work, packages)) && Unpack(work, finish)
                ? null
                : $"The lab could not download and unpack {string.Join(' ', packages)}"
                    + (OfTesting ? " of Debian testing." : ": apt-get update, and try again.");
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static bool TryLock(FileStream gate)
    {
        try
        {
            gate.Lock(0, 1);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool DownloadOfRelease(DirectoryInfo work, string[] packages) =>
        RunAptGet(work, ["download", .. packages])
        // The lists may be of another day, or not there at all.
        || (HostPackages.UpdateLists() && RunAptGet(work, ["download", first(), .. others]));

    private static bool DownloadOfTesting(DirectoryInfo work, string[] packages) =>
        TestingSuite.Options(work) is string[] options && RunAptGet(work, [.. options, "download", .. packages]);

    /// <summary>Runs apt-get there as whoever this is: another user could not write there.</summary>
    internal static bool RunAptGet(DirectoryInfo work, string[] arguments) =>
        Run("apt-get", ["-q", "-o", "APT::Sandbox::User=root", .. arguments], work.FullName);

    private bool Unpack(DirectoryInfo work, Func<string, bool>? finish)
    {
        string tree = Directory + ".new";
        if (System.IO.Directory.Exists(tree))
        {
            System.IO.Directory.Delete(tree, recursive: true);
        }

        bool done =
            work.GetFiles("*.deb").All(file => Run("dpkg-deb", ["-x", file.FullName, tree], work.FullName))
            && (finish is null || finish(tree));
        if (done)
        {
            System.IO.Directory.Move(tree, Directory);
        }

        return done;
    }

    private static bool Run(string program, string[] arguments, string directory)
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" 1>&2", program, program, .. arguments]) { WorkingDirectory = directory };
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
