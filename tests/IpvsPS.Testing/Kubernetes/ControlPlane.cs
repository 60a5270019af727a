using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>The programs of a real control plane, which no package brings whole: tests use them where they are on the PATH.</summary>
internal static class ControlPlane
{
    /// <summary>What is said where a test cannot run; null where it can.</summary>
    /// <param name="programs">The programs that it needs, such as <c>kube-apiserver</c>.</param>
    public static string? Missing(params string[] programs)
    {
        string[] missing = [.. programs.Where(program => Find(program) is null)];
        return missing.Length == 0 ? null : $"Not run: {string.Join(" and ", missing)} not on the PATH.";
    }

    /// <summary>The full path of a program; null where there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>A port of loopback that is free now.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Starts a program whose output goes to a file.</summary>
    public static Process Start(string program, string log, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh");
        foreach (string argument in (string[])["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", log, Find(program)!, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        // What the lab loads into its programs for .NET's sake is of no use to these.
        start.Environment.Remove("LD_PRELOAD");
        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, and what it printed.</returns>
    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program)!) { RedirectStandardOutput = true, RedirectStandardError = true };
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment.Remove("LD_PRELOAD");
        using Process process = Process.Start(start)!;
        Task<string> complaint = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + complaint.GetAwaiter().GetResult());
    }
}
