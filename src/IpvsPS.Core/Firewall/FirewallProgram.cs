using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using IpvsPS.Namespaces;

namespace IpvsPS.Firewall;

/// <summary>
/// Runs <c>nft</c> in a network namespace. It is a child and no library: libnftables ends its process where its netlink fails.
/// Commands go to its standard input; nothing of them is on a command line.
/// </summary>
internal sealed class FirewallProgram(NetNamespaceHandle netns)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly string[] Directories = ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin", "/bin"];

    /// <summary>The program's path; null where it is not installed.</summary>
    public static string? Find() => Find("nft");

    private static string? Find(string name) => Directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    /// <summary>Waits for children of a process that was killed while they made changes.</summary>
    public void AwaitLeft(CancellationToken cancellation) => LeftPrograms.AwaitEnd(netns.Identity.ToFileName(), Deadline, cancellation);

    /// <summary>Makes changes, all of them or none.</summary>
    /// <param name="commands">The commands, one transaction.</param>
    /// <param name="cancellation">Ends the wait; a transaction that has begun is then done or not.</param>
    /// <exception cref="FirewallException">There is no program, or it refused.</exception>
    public void Run(string commands, CancellationToken cancellation)
    {
        (int code, _, string error) = Execute(["-f", "-"], commands, cancellation);
        if (code != 0)
        {
            throw new FirewallException(FirewallError.Refused, Shorten(error));
        }
    }

    /// <summary>The table as JSON, or null where it is not there.</summary>
    /// <exception cref="FirewallException">There is no program, or it may not read.</exception>
    public string? List(CancellationToken cancellation)
    {
        (int code, string output, string error) = Execute(
            ["-j", "-n", "list", "table", "inet", FirewallWords.Table],
            string.Empty,
            cancellation
        );
        return code == 0 ? output
            : error.Contains("No such file or directory", StringComparison.Ordinal) ? null
            : throw new FirewallException(FirewallError.Refused, Shorten(error));
    }

    /// <summary>All that everybody has as JSON; empty where it may not be read, and without the program.</summary>
    public string ListRuleset(CancellationToken cancellation) =>
        Find() is null ? string.Empty : Execute(["-j", "list", "ruleset"], string.Empty, cancellation).Output;

    /// <summary>Removes the table where it is there.</summary>
    /// <exception cref="FirewallException">There is no program, or it refused.</exception>
    public void Remove(CancellationToken cancellation) => Run(FirewallText.Remove(), cancellation);

    /// <summary>Runs a program that only reads the packet filter, and returns what it prints.</summary>
    /// <param name="netns">The namespace to read.</param>
    /// <param name="name">The program: nft, iptables-nft-save, iptables-legacy-save.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="FirewallException">There is no such program, or it may not read.</exception>
    public static string Ask(NetNamespaceHandle netns, string name, string[] arguments, CancellationToken cancellation)
    {
        string path = Find(name) ?? throw new FirewallException(FirewallError.ProgramMissing, name);
        (int code, string output, string error) = Execute(netns, path, arguments, string.Empty, cancellation);
        return code == 0 ? output : throw new FirewallException(FirewallError.Refused, Shorten(error));
    }

    private (int Code, string Output, string Error) Execute(string[] arguments, string input, CancellationToken cancellation) =>
        Execute(netns, Find() ?? throw new FirewallException(FirewallError.ProgramMissing, string.Empty), arguments, input, cancellation);

    private static (int Code, string Output, string Error) Execute(
        NetNamespaceHandle netns,
        string path,
        string[] arguments,
        string input,
        CancellationToken cancellation
    )
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };

        // Messages are read here, so they must not be in the user's language.
        start.Environment["LC_ALL"] = "C";
        if (input.Length > 0)
        {
            start.Environment[LeftPrograms.Variable] = netns.Identity.ToFileName();
        }

        try
        {
            // The runtime reads pipes by a thread of its own, which it starts from whoever asks first and which stays where that one
            // is: never in a namespace that has been entered.
            return NamespaceThread.RunAtHome(() =>
            {
                // In the home namespace everything is as the program wants it: it needs no mounts of its own, nor the right to make them.
                using Process process = netns.IsCurrent() ? Process.Start(start)! : NamespaceProgram.Start(netns, start, out _);
                return Wait(process, input, cancellation);
            });
        }
        catch (Win32Exception e)
        {
            throw new FirewallException(FirewallError.Refused, e.Message);
        }
    }

    private static (int Code, string Output, string Error) Wait(Process process, string input, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Deadline);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            Write(process, input);
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
            return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new FirewallException(FirewallError.TimedOut, string.Empty);
        }
    }

    private static void Write(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all: its exit code and its words say why.
        }
    }

    private static string Shorten(string text)
    {
        const int Longest = 400;
        string line = string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(3));
        return line.Length > Longest ? line[..Longest] : line;
    }
}
