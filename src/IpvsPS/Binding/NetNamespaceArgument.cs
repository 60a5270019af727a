using System.Globalization;
using System.Management.Automation;
using IpvsPS.Session;

namespace IpvsPS.Binding;

/// <summary>
/// What -NetNamespace takes: the name or the path of a network namespace, a process id, a namespace object, or a row that
/// was one before it went through a file, a job or another host.
/// </summary>
public sealed class NetNamespaceArgument
{
    /// <summary>Makes it from a name, an absolute path, the digits of a process id, or, empty, the home namespace.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text names no namespace; the message says what is wrong with it.</exception>
    public NetNamespaceArgument(string text)
    {
        Namespace = NetNamespaceText.Read(text);
        IsEmptyText = text.Length == 0;
    }

    /// <summary>Makes it from a process id.</summary>
    /// <param name="processId">The process id, 1 or more.</param>
    /// <exception cref="FormatException">The number is no process id.</exception>
    public NetNamespaceArgument(int processId) => Namespace = new NetNamespace(processId);

    /// <summary>Makes it from a namespace: another one that has its name by then is refused.</summary>
    /// <param name="netns">The namespace.</param>
    public NetNamespaceArgument(NetNamespace netns) => Namespace = netns;

    /// <summary>The namespace.</summary>
    internal NetNamespace Namespace { get; }

    /// <summary>Whether it is an empty text: the home namespace for -NetNamespace, and none to enter.</summary>
    internal bool IsEmptyText { get; }

    /// <summary>Reads a text as the constructor does.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="FormatException">The text names no namespace; the message says what is wrong with it.</exception>
    public static NetNamespaceArgument Parse(string text) => new(text);

    /// <summary>The name or the path; empty for the home namespace.</summary>
    /// <returns>The text that <see cref="Parse"/> reads.</returns>
    public override string ToString() => NetNamespaceText.Of(Namespace)!;

    /// <summary>Makes it from a name under /run/netns, which may be none: whoever uses it says so.</summary>
    internal static NetNamespaceArgument OfName(string name) =>
        NetNamespaceText.TryFind(name) is { } known ? new(known) : new(new NetNamespace { Name = name });

    /// <summary>
    /// Whether an object as a whole is a network namespace: a live one, or a row with the name, the inode and the file of
    /// one. Everything else has a namespace and is none.
    /// </summary>
    internal static bool IsNamespace(object? input)
    {
        object? given = (input as PSObject)?.BaseObject ?? input;
        return given is NetNamespace or Objects.NetNamespace
            || (given is not string and not ValueType and not null && IsRow(PSObject.AsPSObject(input)));
    }

    /// <summary>The namespace that an object as a whole is; null where it is none.</summary>
    /// <exception cref="FormatException">Its name is none; the message says what is wrong with it.</exception>
    internal static NetNamespaceArgument? FromObject(object? input)
    {
        object? given = (input as PSObject)?.BaseObject ?? input;
        return given switch
        {
            NetNamespaceArgument argument => argument,
            NetNamespace netns => new(netns),
            Objects.NetNamespace netns => new(netns.Value),
            string text => new(text),
            int or long or uint or ulong or short or ushort or byte => new(Convert.ToString(given, CultureInfo.InvariantCulture)!),
            _ => IsNamespace(input) ? new(FromRow(PSObject.AsPSObject(input))) : null,
        };
    }

    private static bool IsRow(PSObject row) =>
        row.Properties["Inode"] is not null && row.Properties["File"] is not null && row.Properties["Name"] is not null;

    /// <summary>A row of Get-NetNamespace after a file, a job or another host: which namespace it was is known by its inode and
    /// identity.</summary>
    private static NetNamespace FromRow(PSObject row)
    {
        string place = TextOf(row, "Name") is { Length: > 0 } name ? name : TextOf(row, "File");
        NetNamespace netns = place.Length == 0 ? new NetNamespace() : new NetNamespace(place);
        (netns.Device, netns.Inode) = (NumberOf(row, "Device"), NumberOf(row, "Inode"));
        netns.Identity = TextOf(row, "Identity") is { Length: > 0 } identity ? identity : null;
        return netns;
    }

    private static string TextOf(PSObject row, string property) =>
        Convert.ToString(row.Properties[property]?.Value, CultureInfo.InvariantCulture) ?? string.Empty;

    private static ulong NumberOf(PSObject row, string property) =>
        TextOf(row, property) switch
        {
            "" => 0,
            var text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
                ? number
                : throw new FormatException($"{property} '{text}' of a network namespace is no number."),
        };
}
