using System.Management.Automation;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>What the tests of namespaces share: looking where a thread is, and what a script says.</summary>
public abstract class NamespaceTestBase(LabSession lab)
{
    private const int MostOthers = 20;

    protected const string Here = "readlink /proc/self/ns/net";

    protected LabSession Lab { get; } = lab;

    /// <summary>The namespace of the machine, as the kernel writes it.</summary>
    protected static string Home { get; } = LabSession.Native(Here).Trim();

    protected static string NamespaceOf(string name) => LabSession.Native($"stat -L -c 'net:[%i]' /run/netns/{name}").Trim();

    /// <summary>Removes a namespace and makes another of its name, which has its inode. The kernel gives that back when it has cleared
    /// the old one away, which may be after the next one is made; those that got another inode keep it until then. The number may also
    /// go to a file of another one's /proc/net, which has it until that namespace ends: then these end, and all begins anew.</summary>
    protected static void MakeAgain(string name)
    {
        string inode = NamespaceOf(name);
        string file = $"/run/netns/{name}";
        int others = 0;
        LabSession.Native($"ip netns delete {name}; ip netns add {name}");
        Poll.Until(
            () =>
            {
                bool isSame = NamespaceOf(name) == inode;
                if (!isSame)
                {
                    if (others == MostOthers)
                    {
                        DeleteOthers(others);
                        others = 0;
                    }

                    string other = $"/run/netns/not-yet{others++}";
                    LabSession.Native($"touch {other}; mount --bind {file} {other}; ip netns delete {name}; ip netns add {name}");
                }

                return isSame;
            },
            $"a namespace {name} of the same inode"
        );
        DeleteOthers(others);
    }

    private static void DeleteOthers(int count) =>
        LabSession.Native($"for ((i = 0; i < {count}; i++)); do ip netns delete not-yet$i; done");

    protected string[] Lines(string script) => Lab.Run(script).ThrowOnError().Output.Select(line => line.ToString()).ToArray();

    protected void Fails(string script, string id, ErrorCategory category, params string[] words) => Lab.Fails(script, id, category, words);
}
