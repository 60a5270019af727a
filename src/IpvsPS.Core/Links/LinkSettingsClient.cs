using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>A sysctl of one link that is not as the namespace gives it to new links.</summary>
/// <param name="Link">The link's name.</param>
/// <param name="Group">Where it stands: <c>ipv4/conf</c>, <c>ipv6/conf</c>, <c>ipv4/neigh</c> or <c>ipv6/neigh</c>.</param>
/// <param name="Name">Its name behind the link's, such as <c>arp_ignore</c>.</param>
/// <param name="Value">Its value as the kernel writes it.</param>
public sealed record LinkSetting(string Link, string Group, string Name, string Value)
{
    internal string Path => PathOf(Group, Link, Name);

    /// <summary>The setting as <c>sysctl</c> shows it, without blanks.</summary>
    /// <returns><c>net.ipv4.conf.eth0.arp_ignore=1</c></returns>
    public override string ToString() => $"{SysctlClient.NameOf(Path)}={Value}";

    internal static string PathOf(string group, string link, string name) => $"net/{group}/{link}/{name}";
}

/// <summary>
/// The sysctls that a link has of its own (<c>net.ipv4.conf.LINK</c> and its like). The kernel makes them anew, as those of
/// <c>default</c>, when the link comes into a namespace.
/// </summary>
public sealed class LinkSettingsClient : IDisposable
{
    private const string OfNewLinks = "default";

    /// <summary>
    /// The first link of each namespace: the <c>default</c> of neighbours is in the first namespace alone (<c>neigh_sysctl_register</c>
    /// in <c>net/core/neighbour.c</c>), and every link begins with it.
    /// </summary>
    private const string FirstLink = "lo";

    /// <summary>What the kernel sets by itself where a link needs no such thing (<c>ipv6_add_dev</c> in
    /// <c>net/ipv6/addrconf.c</c>).</summary>
    private const string SetByKernel = "-1";

    private static readonly string[] Groups = ["ipv4/conf", "ipv4/neigh", "ipv6/conf", "ipv6/neigh"];

    /// <summary>The link's own MTU, what only the kernel writes, and other words for settings in milliseconds and bytes.</summary>
    private static readonly HashSet<string> Derived = ["mtu", "mc_forwarding", "unres_qlen", "retrans_time", "base_reachable_time"];

    private readonly NetNamespaceHandle _netns;
    private readonly SysctlClient _sysctls;

    private LinkSettingsClient(NetNamespaceHandle netns, SysctlClient sysctls)
    {
        _netns = netns;
        _sysctls = sysctls;
    }

    /// <summary>Opens the settings of the links of a namespace.</summary>
    /// <param name="netns">The namespace; the caller may close it.</param>
    /// <param name="cancellation">Cancelled before it began: nothing is opened.</param>
    /// <returns>The client, to be disposed.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be opened.</exception>
    public static LinkSettingsClient Open(NetNamespaceHandle netns, CancellationToken cancellation) =>
        new(netns.Duplicate(), SysctlClient.Open(netns, cancellation));

    /// <summary>The settings of a link that differ from those of new links, less what the kernel itself has set otherwise.</summary>
    /// <param name="link">The link's name.</param>
    /// <returns>The settings, by group and name.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered, or /proc/sys is not there.</exception>
    public IReadOnlyList<LinkSetting> ReadChanged(string link) =>
        InNamespace(() =>
        {
            var changed = new List<LinkSetting>();
            foreach (string group in Groups)
            {
                foreach (string name in _sysctls.ListNames($"net/{group}/{link}").Except(Derived).Order(StringComparer.Ordinal))
                {
                    string? value = TryRead(LinkSetting.PathOf(group, link, name));
                    if (value is not null and not SetByKernel && value != ReadDefault(group, name))
                    {
                        changed.Add(new LinkSetting(link, group, name, value));
                    }
                }
            }

            return changed;
        });

    /// <summary>The settings of these that the link does not have, or has otherwise.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>Those that would have to be written.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered, or /proc/sys is not there.</exception>
    public IReadOnlyList<LinkSetting> Missing(IReadOnlyList<LinkSetting> settings) =>
        settings.Count == 0 ? settings : InNamespace(() => settings.Where(setting => TryRead(setting.Path) != setting.Value).ToArray());

    /// <summary>Sets one.</summary>
    /// <param name="setting">The setting.</param>
    /// <exception cref="NetlinkException">ENOENT where the link has no such setting, EINVAL, EACCES, EROFS.</exception>
    /// <exception cref="NetNamespaceException">The namespace could not be entered, or /proc/sys is not there.</exception>
    public void Write(LinkSetting setting) => _sysctls.Write(setting.Path, setting.Value);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sysctls.Dispose();
        _netns.Dispose();
    }

    /// <summary>Enters the namespace once for hundreds of files, each of which would do so by itself.</summary>
    private T InNamespace<T>(Func<T> work) => NamespaceThread.RunInside(_netns, work);

    private string? ReadDefault(string group, string name) =>
        TryRead(LinkSetting.PathOf(group, OfNewLinks, name)) ?? TryRead(LinkSetting.PathOf(group, FirstLink, name));

    /// <summary>Null where it is not there, and where nothing is set: <c>stable_secret</c> answers EIO then.</summary>
    private string? TryRead(string path)
    {
        try
        {
            return _sysctls.Read(path).TrimEnd('\n');
        }
        catch (NetlinkException)
        {
            return null;
        }
    }
}
