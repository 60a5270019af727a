using System.Diagnostics;
using System.Globalization;
using System.Text;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Diagnosis;

/// <summary>A line of the kernel's log.</summary>
/// <param name="Level">How grave it is: 3 for an error, 4 for a warning; KERN_* of <c>include/linux/kern_levels.h</c>.</param>
/// <param name="Age">How long ago it was written.</param>
/// <param name="Text">Its text.</param>
public sealed record KernelLogLine(int Level, TimeSpan Age, string Text)
{
    /// <summary>The bits of the facility stand above these.</summary>
    private const int LevelMask = 7;

    /// <summary>Reads a record of /dev/kmsg, <c>4,339,5140900,-;IPVS: …</c>; null where it is none.</summary>
    /// <param name="record">The record.</param>
    /// <param name="now">The time since boot, which the record's own is compared with.</param>
    public static KernelLogLine? Parse(string record, TimeSpan now)
    {
        int semicolon = record.IndexOf(';');
        string[] head = semicolon < 0 ? [] : record[..semicolon].Split(',');
        if (
            head.Length < 3
            || !int.TryParse(head[0], NumberStyles.None, CultureInfo.InvariantCulture, out int priority)
            || !long.TryParse(head[2], NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
        )
        {
            return null;
        }

        // Below the first line stands what /dev/kmsg knows of the device.
        string text = record[(semicolon + 1)..].Split('\n')[0];
        return new KernelLogLine(priority & LevelMask, now - TimeSpan.FromMicroseconds(microseconds), text);
    }
}

/// <summary>Reads the kernel's log, which is one for all namespaces.</summary>
internal static unsafe class KernelLog
{
    private const string Device = "/dev/kmsg";

    /// <summary>More than a record has: PRINTK_MESSAGE_MAX of <c>kernel/printk/internal.h</c> is 2048; some bytes are escaped.</summary>
    private const int RecordBytes = 8192;

    /// <summary>The lines that are not older than a time, the oldest first.</summary>
    /// <exception cref="NetlinkException">EPERM where the log is kept for root, ENOENT in a container without the device.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static List<KernelLogLine> Read(TimeSpan oldest, CancellationToken cancellation)
    {
        Errno error = NativeFile.Open(Device, O_RDONLY | O_NONBLOCK, out SafeFileHandle? device);
        using (device)
        {
            var lines = new List<KernelLogLine>();
            TimeSpan now = TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);
            var buffer = new byte[RecordBytes];
            while (error == Errno.None)
            {
                cancellation.ThrowIfCancellationRequested();
                error = ReadRecord(device!, buffer, out int count);
                if (KernelLogLine.Parse(Encoding.UTF8.GetString(buffer, 0, count), now) is { } line && line.Age <= oldest)
                {
                    lines.Add(line);
                }
            }

            return error == Errno.EAGAIN ? lines : throw new NetlinkException($"read {Device}", error);
        }
    }

    /// <summary>Each read gives one record. EPIPE means that the record was overwritten; the next read gives the oldest one left.</summary>
    private static Errno ReadRecord(SafeFileHandle device, byte[] buffer, out int count)
    {
        fixed (byte* bytes = buffer)
        {
            ssize_t result = read((int)device.DangerousGetHandle(), bytes, buffer.Length);
            Errno error = result < 0 ? (Errno)errno : Errno.None;
            count = error == Errno.None ? (int)result : 0;
            return error is Errno.EPIPE or Errno.EINTR ? Errno.None : error;
        }
    }
}
