using System.Runtime.InteropServices;

namespace IpvsPS.Endurance;

/// <summary>
/// Has the kernel ask before a thread makes a system call that may change something outside the process, by a
/// seccomp filter with a listener (seccomp_unotify(2)). Whoever answers lets the call go on, or never answers, so that the thread stays
/// there until its process is killed. Other calls are not held up at all, as they would be by ptrace.
/// </summary>
internal sealed unsafe partial class HeldCalls
{
    // arch/x86/entry/syscalls/syscall_64.tbl
    private const int Write = 1;
    private const int Send = 44;
    private const int Rename = 82;
    private const int Unlink = 87;
    private const int Seccomp = 317;

    // linux/seccomp.h, linux/bpf_common.h
    private const int SetFilter = 1;
    private const int NewListener = 8;
    private const uint Ask = 0x7fc00000;
    private const uint Allow = 0x7fff0000;
    private const nuint Receive = 0xc0502100;
    private const nuint Answer = 0xc0182101;
    private const uint GoOn = 1;
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;

    /// <summary>NLM_F_ACK of linux/netlink.h: who changes something wants to be told.</summary>
    private const ushort WantsAnswer = 4;

    private static readonly int[] Calls = [Write, Send, Rename, Unlink];

    private readonly int _listener;

    private HeldCalls(int listener) => _listener = listener;

    /// <summary>Filters the calling thread and the threads that it will start.</summary>
    public static HeldCalls OfThisThread()
    {
        List<Instruction> program = [new(LoadWord, 0, 0, 0)];
        for (int i = 0; i < Calls.Length; i++)
        {
            program.Add(new(JumpIfEqual, (byte)(Calls.Length - i), 0, (uint)Calls[i]));
        }

        program.AddRange([new(Return, 0, 0, Allow), new(Return, 0, 0, Ask)]);
        fixed (Instruction* first = program.ToArray())
        {
            var filter = new Filter { Count = (ushort)program.Count, First = first };
            return new HeldCalls((int)Check(syscall(Seccomp, SetFilter, NewListener, (nint)(&filter))));
        }
    }

    /// <summary>Answers for ever.</summary>
    /// <param name="goesOn">Whether a step goes on; it is what the call does, and null of calls that change nothing.</param>
    public void Serve(Func<string, bool> goesOn)
    {
        while (true)
        {
            Notice notice = default;
            if (ioctl(_listener, Receive, &notice) < 0)
            {
                // Whoever asked has ended, or a signal came.
                continue;
            }

            if (Describe(notice) is not { } step || goesOn(step))
            {
                var reply = new Reply { Id = notice.Id, Flags = GoOn };
                _ = ioctl(_listener, Answer, &reply);
            }
        }
    }

    /// <summary>What a call does; null where it changes nothing that outlives the process.</summary>
    private static string? Describe(in Notice notice)
    {
        if (!Directory.Exists($"/proc/self/task/{notice.Thread}"))
        {
            // A program that lists the packet filter: its memory is another.
            return null;
        }

        switch (notice.Call)
        {
            case Send:
                var message = new ReadOnlySpan<ushort>((void*)notice.Second, 4);
                return (message[3] & WantsAnswer) == 0 ? null : $"netlink {message[2]}";
            case Write:
                string file = new FileInfo($"/proc/self/fd/{notice.First}").LinkTarget ?? string.Empty;
                return IsOurs(file) || file.StartsWith("/proc/sys/", StringComparison.Ordinal) ? $"write {Short(file)}" : null;
            case Rename or Unlink:
                string path = Marshal.PtrToStringUTF8((nint)notice.First) ?? string.Empty;
                return IsOurs(path) ? $"{(notice.Call == Rename ? "rename" : "unlink")} {Short(path)}" : null;
            default:
                return null;
        }
    }

    /// <summary>A record's name ends with the number of its namespace, which another one has not.</summary>
    private static string Short(string path) =>
        !IsOurs(path) ? path
        : path.EndsWith(".new", StringComparison.Ordinal) ? "new record"
        : "record";

    private static bool IsOurs(string path) => path.StartsWith("/run/ipvsps/", StringComparison.Ordinal);

    private static nint Check(nint result) =>
        result >= 0 ? result : throw new InvalidOperationException($"The kernel refused: errno {Marshal.GetLastPInvokeError()}.");

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, void* argument);

    /// <summary>struct sock_filter of linux/filter.h.</summary>
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary>struct sock_fprog of linux/filter.h.</summary>
    private struct Filter
    {
        public ushort Count;
        public Instruction* First;
    }

    /// <summary>struct seccomp_notif of linux/seccomp.h.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private struct Notice
    {
        [FieldOffset(0)]
        public ulong Id;

        [FieldOffset(8)]
        public int Thread;

        [FieldOffset(16)]
        public int Call;

        [FieldOffset(32)]
        public ulong First;

        [FieldOffset(40)]
        public ulong Second;
    }

    /// <summary>struct seccomp_notif_resp of linux/seccomp.h.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 24)]
    private struct Reply
    {
        [FieldOffset(0)]
        public ulong Id;

        [FieldOffset(20)]
        public uint Flags;
    }
}
