using System.Management.Automation;
using IpvsPS.Lab.Engine;

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

    /// <summary>The one error of a script, whether it ends the script or not.</summary>
    protected ErrorRecord ErrorOf(string script)
    {
        EngineResult result = Lab.Run(script);
        return result.Failure is RuntimeException failure ? failure.ErrorRecord : Assert.Single(result.Errors);
    }

    protected void Fails(string script, string id, ErrorCategory category, params string[] words) =>
        IsError(ErrorOf(script), id, category, words);

    protected static void IsError(ErrorRecord error, string id, ErrorCategory category, params string[] words)
    {
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(category, error.CategoryInfo.Category);
        foreach (string word in words)
        {
            Assert.Contains(word, error.ToString(), StringComparison.Ordinal);
        }
    }
}
