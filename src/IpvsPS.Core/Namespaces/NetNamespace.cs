using System.Globalization;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS;

/// <summary>
/// A network namespace: a name under <c>/run/netns</c> as <c>ip netns</c> makes it, a path, or a process. It holds
/// no descriptor. Where <see cref="Inode"/> is known, opening checks it, so that a name that has meanwhile been
/// given to another namespace is not taken for this one. Without a name and a path it is the home namespace: the
/// one this process was started in.
/// </summary>
public sealed class NetNamespace
{
    /// <summary>The directory of named namespaces, shared with <c>ip netns</c>.</summary>
    public const string Directory = "/run/netns";

    /// <summary>Makes the home namespace.</summary>
    public NetNamespace() { }

    /// <summary>Makes a namespace from a name, an absolute path such as <c>/proc/42/ns/net</c>, or a process id.</summary>
    /// <param name="namePathOrProcessId">Digits stand for a name if there is one, else for a process.</param>
    /// <exception cref="FormatException">The text is none of them; the message says what is wrong with it.</exception>
    public NetNamespace(string namePathOrProcessId)
    {
        string text = namePathOrProcessId;
        bool isPath = text.StartsWith('/');
        Path = isPath ? text : null;
        Name = isPath ? null : text;
        if (DescribeInvalid() is { } problem)
        {
            throw new FormatException(
                $"'{text}' names no network namespace: {problem} Give a name under {Directory}, an absolute path or a process id."
            );
        }
    }

    /// <summary>Makes a namespace from a process id; a name of the same digits comes first.</summary>
    /// <param name="processId">The process id, 1 or more.</param>
    /// <exception cref="FormatException">The number is not positive.</exception>
    public NetNamespace(int processId)
        : this(processId.ToString(CultureInfo.InvariantCulture))
    {
        if (processId <= 0)
        {
            throw new FormatException($"{processId} is not a process id: process ids are 1 and up.");
        }
    }

    /// <summary>The name under <c>/run/netns</c>, or null.</summary>
    public string? Name { get; set; }

    /// <summary>The path of the namespace's file, where it has no name; else null.</summary>
    public string? Path { get; set; }

    /// <summary>The device number of the namespace's file, 0 where it has not been looked at.</summary>
    public ulong Device { get; set; }

    /// <summary>
    /// The inode of the namespace's file; 0 where it has not been looked at. After the namespace has ended the kernel gives it to another.
    /// </summary>
    public ulong Inode { get; set; }

    /// <summary>What tells the namespace from every later one, in the form of <see cref="NetNamespaceIdentity"/>; null where it has not
    /// been looked at.</summary>
    public string? Identity { get; set; }

    /// <summary>The ids of the processes that are in it, in ascending order; empty unless they were looked for.</summary>
    public int[] ProcessIds { get; set; } = [];

    /// <summary>The lowest of the process ids, which is the oldest process's as a rule; null unless processes were looked for and
    /// found.</summary>
    public int? ProcessId => ProcessIds.Length > 0 ? ProcessIds[0] : null;

    /// <summary>The name of the process of the lowest id, 15 bytes at most, as <c>/proc/PID/comm</c> has it; null as above.</summary>
    public string? ProcessName { get; set; }

    /// <summary>The file that stands for the namespace: the path, or that of the name; null for the home namespace.</summary>
    public string? File => Path ?? (Name is null ? null : $"{Directory}/{Name}");

    internal bool IsHome => Name is null && Path is null;

    /// <summary>What is wrong with a text as a namespace's name, or null where nothing is.</summary>
    internal static string? DescribeInvalidName(string name) =>
        name.Length == 0 ? "it is empty."
        : name is "." or ".." ? "it stands for a directory."
        : name.Contains('/') ? "a name has no slash."
        : name.Contains('\0') ? "a name has no NUL."
        : NameBytes.Encode(name).Length > 255 ? "it is longer than 255 bytes."
        : null;

    /// <summary>What is wrong with the path, or else with the name, or null where nothing is.</summary>
    internal string? DescribeInvalid() =>
        Path is not null
            ? Path.Contains('\0')
                ? "a path has no NUL."
                : null
            : Name is null
                ? null
                : DescribeInvalidName(Name);

    /// <summary>Whether both stand for the same namespace of this machine; false where either has not been looked at.</summary>
    /// <exception cref="NetNamespaceException">The identity of either is no such text.</exception>
    public bool IsSame(NetNamespace other) => ToIdentity().IsSame(other.ToIdentity());

    /// <summary>The identity that the object holds.</summary>
    /// <exception cref="NetNamespaceException"><see cref="Identity"/> is no such text.</exception>
    internal NetNamespaceIdentity ToIdentity() =>
        NetNamespaceIdentity.TryParse(Identity ?? string.Empty, Device, Inode, out NetNamespaceIdentity identity)
            ? identity
            : throw new NetNamespaceException(
                NetNamespaceError.Changed,
                $"The network namespace '{this}' has the identity '{Identity}', which this version cannot read."
            );

    internal void SetIdentity(NetNamespaceIdentity identity) =>
        (Device, Inode, Identity) = (identity.Device, identity.Inode, identity.ToString());

    /// <summary>The name or the path; <c>(home)</c> for the home namespace.</summary>
    /// <returns>The text that <c>-NetNamespace</c> takes, save for the home namespace.</returns>
    public override string ToString() => Name ?? Path ?? "(home)";
}
