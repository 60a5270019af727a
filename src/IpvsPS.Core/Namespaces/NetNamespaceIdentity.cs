using System.Globalization;

namespace IpvsPS.Namespaces;

/// <summary>
/// Which network namespace it is. An inode alone does not say so, since the kernel gives the inode of a namespace that has ended to
/// the next one that is made; the cookie is given to one namespace only until the machine starts anew, and the boot id says which
/// start that was. Compare with <see cref="IsSame"/>: what could be read depends on the kernel and on the caller's capabilities.
/// </summary>
public readonly struct NetNamespaceIdentity
{
    private const string CookieKey = "cookie";
    private const string ChangeTimeKey = "ctime";
    private const string BootIdKey = "boot";

    /// <summary>The boot id of the running kernel; null where <c>/proc/sys</c> is not there, as with /proc mounted
    /// <c>subset=pid</c>.</summary>
    public static Guid? CurrentBootId { get; } = ReadBootId();

    /// <summary>The device number of the namespace's file; 0 where it is not known.</summary>
    public ulong Device { get; init; }

    /// <summary>The inode of the namespace's file, unique only among the namespaces that exist; 0 where it is not known.</summary>
    public ulong Inode { get; init; }

    /// <summary>
    /// The namespace's cookie (<c>SO_NETNS_COOKIE</c>, include/uapi/asm-generic/socket.h), which is not used again before the next start of
    /// the kernel. Null before Linux 5.14, and where the caller may not enter the namespace before Linux 6.18.
    /// </summary>
    public ulong? Cookie { get; init; }

    /// <summary>
    /// When the namespace was given its name: the status change time of the file that it is mounted on, in nanoseconds since 1970 UTC,
    /// in steps of a timer tick (1 to 10 ms). Null for a file of <c>/proc</c>, whose times mean nothing.
    /// </summary>
    public long? ChangeTime { get; init; }

    /// <summary>The boot id of the kernel that this was read from; null where it could not be read.</summary>
    public Guid? BootId { get; init; }

    /// <summary>
    /// The name of a file for what is remembered about this namespace: the same whichever way the namespace was reached, and never
    /// another's before the next start. It does not hold <see cref="BootId"/>: write that into the file. Without a cookie it is made
    /// of the inode and <see cref="ChangeTime"/>, and so differs between the name of a namespace and its processes.
    /// </summary>
    /// <returns>Lower-case letters, digits and hyphens, such as <c>netns-4097</c>.</returns>
    public string ToFileName() =>
        Cookie is { } cookie ? Invariant($"netns-{cookie}")
        : ChangeTime is { } time ? Invariant($"netns-inode-{Inode}-{time}")
        : Invariant($"netns-inode-{Inode}");

    /// <summary>
    /// Whether both are the same namespace, by the surest of what is known of both: cookies decide, else change times, else the inodes
    /// alone. Boot ids that differ, and devices or inodes that differ, always mean different namespaces.
    /// </summary>
    /// <param name="other">The other one.</param>
    /// <returns>False also where the inode of either is not known.</returns>
    public bool IsSame(in NetNamespaceIdentity other)
    {
        bool isSameFile = Inode != 0 && Inode == other.Inode && (Device == other.Device || Device == 0 || other.Device == 0);
        bool isSameBoot = !Differ(BootId, other.BootId);
        return isSameFile
            && isSameBoot
            && (Cookie is { } cookie && other.Cookie is { } otherCookie ? cookie == otherCookie : !Differ(ChangeTime, other.ChangeTime));
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text; unknown keys in it are passed over.</param>
    /// <param name="device">The device number, which the text does not hold; 0 where it is not known.</param>
    /// <param name="inode">The inode, which the text does not hold; 0 where it is not known.</param>
    /// <param name="identity">What was read.</param>
    /// <returns>False where the text is of another form.</returns>
    public static bool TryParse(string text, ulong device, ulong inode, out NetNamespaceIdentity identity)
    {
        identity = new NetNamespaceIdentity { Device = device, Inode = inode };
        foreach (string part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=');
            NetNamespaceIdentity? read = pair.Length == 2 ? identity.With(pair[0], pair[1]) : null;
            if (read is null)
            {
                return false;
            }

            identity = read.Value;
        }

        return true;
    }

    /// <summary>The cookie, the change time and the boot id, without the device and the inode.</summary>
    /// <returns>Such as <c>cookie=4097;ctime=1732629000123456789;boot=1b4e28ba-2fa1-41d2-883f-0016d3cca427</c>; less where less is
    /// known.</returns>
    public override string ToString() =>
        string.Join(
            ';',
            new[]
            {
                Cookie is { } cookie ? Invariant($"{CookieKey}={cookie}") : null,
                ChangeTime is { } time ? Invariant($"{ChangeTimeKey}={time}") : null,
                BootId is { } boot ? $"{BootIdKey}={boot:D}" : null,
            }.OfType<string>()
        );

    private NetNamespaceIdentity? With(string key, string value)
    {
        NumberFormatInfo digits = NumberFormatInfo.InvariantInfo;
        return key switch
        {
            CookieKey => ulong.TryParse(value, NumberStyles.None, digits, out ulong cookie) ? this with { Cookie = cookie } : null,
            ChangeTimeKey => long.TryParse(value, NumberStyles.AllowLeadingSign, digits, out long time)
                ? this with
                {
                    ChangeTime = time,
                }
                : null,
            BootIdKey => Guid.TryParseExact(value, "D", out Guid boot) ? this with { BootId = boot } : null,
            _ => this,
        };
    }

    private static bool Differ<T>(T? one, T? other)
        where T : struct => one is { } known && other is { } alsoKnown && !known.Equals(alsoKnown);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Guid? ReadBootId()
    {
        try
        {
            return Guid.TryParse(File.ReadAllText("/proc/sys/kernel/random/boot_id"), out Guid id) ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
