namespace IpvsPS.Lab.Engine;

/// <summary>Runs inside the guest where pwsh would: a script file, or lines from a terminal.</summary>
internal static class ScriptRunner
{
    public static int RunFile(string path, IEnumerable<string> arguments, bool withModule)
    {
        using PowerShellEngine engine = Open(withModule);
        engine.SetVariable("LabScript", Path.GetFullPath(path));
        engine.SetVariable("LabArguments", arguments.ToArray());
        bool succeeded = engine.Show("& $LabScript @LabArguments");
        return engine.ExitCode ?? (succeeded ? 0 : 1);
    }

    public static int RunLines()
    {
        using PowerShellEngine engine = Open(withModule: true);
        while (engine.ExitCode is null)
        {
            Console.Write("PS> ");
            if (Console.ReadLine() is not string line)
            {
                break;
            }

            engine.Show(line);
        }

        return engine.ExitCode ?? 0;
    }

    private static PowerShellEngine Open(bool withModule)
    {
        var engine = new PowerShellEngine(Console.Out);
        if (withModule)
        {
            engine.ImportModule();
        }

        return engine;
    }
}
