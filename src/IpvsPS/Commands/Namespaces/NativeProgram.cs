using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>One run of a native program for a cmdlet: found as PowerShell finds commands, its lines written as they come.</summary>
internal sealed class NativeProgram
{
    private readonly PSCmdlet _cmdlet;
    private readonly ProcessStartInfo _start;

    /// <exception cref="CommandException">There is no such program.</exception>
    public NativeProgram(PSCmdlet cmdlet, string file, object?[] arguments, bool isInteractive)
    {
        _cmdlet = cmdlet;
        Path = cmdlet.InvokeCommand.GetCommand(file, CommandTypes.Application) is ApplicationInfo found
            ? found.Path
            : throw new CommandException(
                "NativeProgramNotFound",
                ErrorCategory.ObjectNotFound,
                $"There is no native program '{file}': give a name that is in $env:PATH or a path. A script or a cmdlet runs in "
                    + $"a script block instead: Invoke-NetNamespace NAME {{ {file} }}."
            );
        _start = new ProcessStartInfo(Path)
        {
            RedirectStandardOutput = !isInteractive,
            WorkingDirectory = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath,
        };
        foreach (object? argument in arguments)
        {
            _start.ArgumentList.Add(LanguagePrimitives.ConvertTo<string>(argument) ?? string.Empty);
        }
    }

    public string Path { get; }

    /// <summary>Starts the program, writes its lines, waits for its end and sets $LASTEXITCODE.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="CommandException">The operating system refused the program.</exception>
    public void Run(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        using Process process = Start(netns);
        using CancellationTokenRegistration onStop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        bool hasEnded = false;
        try
        {
            while (_start.RedirectStandardOutput && process.StandardOutput.ReadLine() is { } line)
            {
                _cmdlet.WriteObject(line);
            }

            process.WaitForExit();
            hasEnded = true;
        }
        finally
        {
            // A command downstream has had enough, or has failed.
            if (!hasEnded)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        Report(process.ExitCode);
    }

    private Process Start(NetNamespaceHandle netns)
    {
        try
        {
            Process process = NamespaceProgram.Start(netns, _start, out List<string> unbound);
            unbound.ForEach(file =>
                _cmdlet.WriteWarning($"{file} has no counterpart in /etc to take the place of, so the program does not see it.")
            );
            return process;
        }
        catch (Win32Exception e)
        {
            throw new CommandException(
                "NativeProgramRefused",
                ErrorCategory.ResourceUnavailable,
                $"{Path} could not be started: {e.Message}"
            );
        }
    }

    private void Report(int exitCode)
    {
        _cmdlet.SessionState.PSVariable.Set("global:LASTEXITCODE", exitCode);
        if (exitCode != 0 && LanguagePrimitives.IsTrue(_cmdlet.GetVariableValue("PSNativeCommandUseErrorActionPreference")))
        {
            throw new CommandException("NativeProgramFailed", ErrorCategory.NotSpecified, $"{Path} ended with exit code {exitCode}.");
        }
    }
}
