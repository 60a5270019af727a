using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>
/// A network namespace as the cmdlets write it: its name or path, what identifies it, and, where they were looked for, the processes
/// in it. It holds nothing open.
/// </summary>
public sealed class NetNamespace : NetNamespacePlace
{
    /// <summary>Makes the namespace PowerShell was started in, to be filled in.</summary>
    public NetNamespace()
        : this(new IpvsPS.NetNamespace()) { }

    internal NetNamespace(IpvsPS.NetNamespace netns)
        : base(netns)
    {
        int[] ids = netns.ProcessIds;
        ProcessId = netns.ProcessId;
        ProcessName = netns.ProcessName;
        ProcessIds = ids.Length == 0 ? null : string.Join(',', ids.Select(id => FormattableString.Invariant($"{id}")));
        ProcessCount = ids.Length;
    }

    /// <summary>The name under <c>/run/netns</c>; null where it has none.</summary>
    public string? Name
    {
        get => Value.Name;
        set => Value.Name = string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The file that stands for the namespace; null for the namespace PowerShell was started in.</summary>
    public string? File
    {
        get => Value.File;
        set =>
            TakePlace(
                value?.StartsWith(IpvsPS.NetNamespace.Directory + '/', StringComparison.Ordinal) == true
                    ? value[(IpvsPS.NetNamespace.Directory.Length + 1)..]
                    : value
            );
    }

    /// <summary>The device number of the namespace's file.</summary>
    public ulong Device
    {
        get => Value.Device;
        set => Value.Device = value;
    }

    /// <summary>The inode of the namespace's file; after the namespace has ended, the kernel gives it to another.</summary>
    public ulong Inode
    {
        get => Value.Inode;
        set => Value.Inode = value;
    }

    /// <summary>What tells the namespace from every later one: cookie, time of naming, and the start of the kernel that these belong
    /// to.</summary>
    public string? Identity
    {
        get => Value.Identity;
        set => Value.Identity = string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The lowest id of a process in it, the oldest one's as a rule; null unless processes were looked for and found.</summary>
    public int? ProcessId { get; set; }

    /// <summary>The name of that process, 15 bytes at most; null as above.</summary>
    public string? ProcessName { get; set; }

    /// <summary>How many processes are in it; 0 unless they were looked for.</summary>
    public int ProcessCount { get; set; }

    /// <summary>The ids of the processes in it with commas between them, such as <c>48,512,513</c>; null as above.</summary>
    public string? ProcessIds { get; set; }

    /// <summary>The name, else the path; <c>(home)</c> for the namespace PowerShell was started in.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString();
}

/// <summary>The text that says where, as all objects have it; a type of its own, since C# has no property of its type's name.</summary>
public abstract class NetNamespacePlace
{
    private protected NetNamespacePlace(IpvsPS.NetNamespace netns) => Value = netns;

    /// <summary>
    /// What -NetNamespace of other commands takes from this object: the name, else the path, and empty for the namespace PowerShell
    /// was started in.
    /// </summary>
    public string NetNamespace
    {
        get => NetNamespaceText.Of(Value)!;
        set => TakePlace(value);
    }

    /// <summary>The value of IpvsPS.Core, which knows which namespace it is.</summary>
    internal IpvsPS.NetNamespace Value { get; }

    /// <summary>A row that is read back has all of Name, NetNamespace and File, which say the same.</summary>
    private protected void TakePlace(string? text)
    {
        if (Value.Name is null && Value.Path is null && !string.IsNullOrEmpty(text))
        {
            IpvsPS.NetNamespace read = NetNamespaceText.Read(text);
            (Value.Name, Value.Path) = (read.Name, read.Path);
        }
    }
}
