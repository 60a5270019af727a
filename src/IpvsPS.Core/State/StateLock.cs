using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace IpvsPS.State;

/// <summary>
/// The lock of one kind of state: a file of its own, which is never renamed. Only its owner may open it, since whoever can
/// open a file can hold its lock. The kernel gives the lock back when its holder ends, however it ends.
/// </summary>
internal sealed partial class StateLock : IDisposable
{
    /// <summary>LOCK_EX | LOCK_NB, from <c>include/uapi/asm-generic/fcntl.h</c>.</summary>
    private const int TryExclusive = 2 | 4;

    /// <summary>rw-------.</summary>
    private const int OwnerOnly = 0x180;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(10);

    private readonly SafeFileHandle _file;

    private StateLock(SafeFileHandle file) => _file = file;

    /// <summary>Waits until this caller alone has the lock, of all threads and processes.</summary>
    /// <exception cref="StateException">Busy after the deadline; or the lock file could not be opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public static StateLock Take(string path, TimeSpan deadline, CancellationToken cancellation)
    {
        SafeFileHandle file = Open(path);
        var waited = Stopwatch.StartNew();
        while (TryLock((int)file.DangerousGetHandle(), TryExclusive) < 0)
        {
            var error = (Errno)Marshal.GetLastPInvokeError();
            if (error is not (Errno.EAGAIN or Errno.EINTR) || waited.Elapsed > deadline || cancellation.IsCancellationRequested)
            {
                file.Dispose();
                cancellation.ThrowIfCancellationRequested();
                throw error is Errno.EAGAIN or Errno.EINTR
                    ? new StateException(
                        StateError.Busy,
                        path,
                        $"Another process has held the lock '{path}' for " + $"{deadline.TotalSeconds:0} seconds."
                    )
                    : StateException.Of(error, path, "locked");
            }

            cancellation.WaitHandle.WaitOne(RetryInterval);
        }

        return new StateLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static unsafe SafeFileHandle Open(string path)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
        {
            int descriptor = open(text, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, OwnerOnly);
            return descriptor >= 0
                ? new SafeFileHandle(descriptor, ownsHandle: true)
                : throw StateException.Of((Errno)errno, path, "opened");
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int TryLock(int descriptor, int operation);
}
