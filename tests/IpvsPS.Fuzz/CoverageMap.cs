using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace IpvsPS.Fuzz;

/// <summary>
/// Where the instrumented assembly notes each step from one block of code to the next, as AFL's does: a byte a step, which
/// counts. An input is new when it takes a step that none took, or takes one as often as none did, in AFL's eight classes.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Bytes = 1 << 16;

    private static readonly byte[] Classes = MakeClasses();

    private readonly byte* _steps = (byte*)NativeMemory.AllocZeroed(Bytes);
    private readonly byte[] _seen = new byte[Bytes];

    public CoverageMap() => Trace.SharedMem = _steps;

    /// <summary>How many different steps have been taken.</summary>
    public int Steps { get; private set; }

    public void Clear()
    {
        new Span<byte>(_steps, Bytes).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Starts anew, as if nothing had been read.</summary>
    public void Forget()
    {
        Array.Clear(_seen);
        Steps = 0;
    }

    /// <summary>Takes in the steps of one input; true where there is something new.</summary>
    public bool Collect()
    {
        bool isNew = false;
        var words = new ReadOnlySpan<ulong>(_steps, Bytes / sizeof(ulong));
        for (int word = 0; word < words.Length; word++)
        {
            if (words[word] == 0)
            {
                continue;
            }

            for (int at = word * sizeof(ulong); at < (word + 1) * sizeof(ulong); at++)
            {
                byte grade = Classes[_steps[at]];
                if ((grade & ~_seen[at]) != 0)
                {
                    Steps += _seen[at] == 0 ? 1 : 0;
                    _seen[at] |= grade;
                    isNew = true;
                }
            }
        }

        return isNew;
    }

    private static byte[] MakeClasses()
    {
        byte[] classes = new byte[256];
        for (int count = 1; count < classes.Length; count++)
        {
            classes[count] = count switch
            {
                1 => 1,
                2 => 2,
                3 => 4,
                < 8 => 8,
                < 16 => 16,
                < 32 => 32,
                < 128 => 64,
                _ => 128,
            };
        }

        return classes;
    }
}
