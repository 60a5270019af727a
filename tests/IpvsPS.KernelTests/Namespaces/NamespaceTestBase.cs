using System.Management.Automation;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>What the tests of namespaces share: looking where a thread is, and what a script says.</summary>
public abstract class NamespaceTestBase(LabSession lab)
{
    protected const string Here = "readlink /proc/self/ns/net";

    protected LabSession Lab { get; } = lab;

    /// <summary>The namespace of the machine, as the kernel writes it.</summary>
    protected static string Home { get; } = LabSession.Native(Here).Trim();

    protected static string NamespaceOf(string name) => LabSession.Native($"stat -L -c 'net:[%i]' /run/netns/{name}").Trim();

    protected string[] Lines(string script) => Lab.Run(script).ThrowOnError().Output.Select(line => line.ToString()).ToArray();

    protected void Fails(string script, string id, ErrorCategory category, params string[] words) => Lab.Fails(script, id, category, words);
}
