using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Files;

/// <summary>The kind, mode, owner and group of a file.</summary>
internal sealed record FileOwnership(bool IsRegular, UnixFileMode Mode, uid_t Owner, gid_t Group)
{
    /// <summary>S_IFMT and S_IFREG, from <c>include/uapi/linux/stat.h</c>.</summary>
    private const uint TypeMask = 0xf000;

    private const uint RegularFile = 0x8000;
    private const uint ModeMask = 0xfff;

    /// <summary>Of the file at the end of symbolic links; null where there is none, or it cannot be looked at.</summary>
    public static unsafe FileOwnership? TryRead(string path)
    {
        stat status;
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
        {
            if (LibC.stat(text, &status) < 0)
            {
                return null;
            }
        }

        uint mode = (uint)status.st_mode;
        return new FileOwnership((mode & TypeMask) == RegularFile, (UnixFileMode)(mode & ModeMask), status.st_uid, status.st_gid);
    }

    /// <summary>Gives them to another file; the owner before the mode, since a change of the owner clears bits of the mode.</summary>
    /// <exception cref="IOException">The owner may not be given away.</exception>
    public void ApplyTo(FileStream file)
    {
        if (fchown((int)file.SafeFileHandle.DangerousGetHandle(), Owner, Group) < 0)
        {
            throw new IOException($"The new file cannot have the owner and group of the old one ({(Errno)errno}).", errno);
        }

        File.SetUnixFileMode(file.SafeFileHandle, Mode);
    }
}
