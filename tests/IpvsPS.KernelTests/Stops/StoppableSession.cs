using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Stops;

/// <summary>A session that is stopped again and again, and a namespace with a table, connections and links that take a while to
/// list.</summary>
public sealed class StoppableSession : IDisposable
{
    public const int Services = 200;
    public const int Servers = 20_000;

    /// <summary>Fewer than the packets that open them: some come from the same port.</summary>
    public const int Connections = 1_200;

    private readonly StringWriter _console = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("stops").FullName;

    public StoppableSession()
    {
        Engine = new PowerShellEngine(_console);
        Engine.ImportModule();
        Write("file", RulesOf("10.86", Services).Append("-A -u 10.88.0.1:53 -s rr").Append("-a -u 10.88.0.1:53 -r 10.88.0.2:53 -m"));
        Engine.SetVariable("netns", Space.Name);
        Engine
            .Run(
                """
                Import-IpvsConfiguration $file -NetNamespace $netns
                # The connections must outlive the tests, which take longer than five minutes on a busy machine.
                Set-IpvsTimeout -Udp 1h -NetNamespace $netns
                New-DummyLink dummy0 -NetNamespace $netns |
                    Add-NetLinkAddress -Address (1..2000 | ForEach-Object { "10.89.$($_ -shr 8).$($_ -band 255)/32" })
                $prefixes = 1..2000 | ForEach-Object { "10.90.$($_ -shr 8).$($_ -band 255)/32" }
                Add-NetLinkRoute $prefixes -LinkName dummy0 -NetNamespace $netns
                """
            )
            .ThrowOnError();
        Space.Native(
            $"bash -c 'ip address add 10.88.0.2/32 dev lo; ip route add local 10.88.0.1 dev lo; for i in {{1..1500}}; "
                + "do echo > /dev/udp/10.88.0.1/53; done'"
        );
    }

    public PowerShellEngine Engine { get; }

    internal ScratchNamespace Space { get; } = new();

    /// <summary>What the console has shown since the last time.</summary>
    public string TakeConsole()
    {
        string text = _console.ToString();
        _console.GetStringBuilder().Clear();
        return text;
    }

    /// <summary>Writes a file, and its path into a variable.</summary>
    public void Write(string variable, IEnumerable<string> lines)
    {
        string path = Path.Combine(_folder, variable);
        File.WriteAllLines(path, lines);
        Engine.SetVariable(variable, path);
    }

    public void Dispose()
    {
        Engine.Dispose();
        Space.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Services below a prefix in ipvsadm's format, each with its hundred real servers.</summary>
    public static IEnumerable<string> RulesOf(string prefix, int services) =>
        Enumerable
            .Range(0, services)
            .Select(service => $"{prefix}.{service >> 8}.{service & 255}:80")
            .SelectMany(
                (service, number) =>
                    Enumerable
                        .Range(0, Servers / Services)
                        .Select(server => $"-a -t {service} -r 10.87.{number & 255}.{server}:80 -m -w 1")
                        .Prepend($"-A -t {service} -s rr")
            );
}
