namespace IpvsPS.Fuzz;

/// <summary>One reader of bytes or text from outside.</summary>
/// <param name="Name">Its name, which is also its directory in the corpus.</param>
/// <param name="Reads">What it reads, in words.</param>
/// <param name="Documented">The exceptions that its callers are told of.</param>
/// <param name="Read">Reads, and looks at all that came of it.</param>
internal sealed record FuzzTarget(string Name, string Reads, Type[] Documented, Action<byte[]> Read)
{
    /// <summary>What a reader may allocate whatever it reads: its buffers, and the words of an error.</summary>
    private const long FixedBytes = 1 << 20;

    /// <summary>What it may allocate for each byte that it reads.</summary>
    private const long BytesPerByte = 1024;

    /// <summary>Has the target read the input.</summary>
    /// <exception cref="Exception">A finding: an exception that is not documented, a broken law, or an allocation out of
    /// proportion.</exception>
    public void Check(byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(input);
        }
        catch (Exception e) when (Documented.Contains(e.GetType())) { }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > FixedBytes + (input.Length * BytesPerByte))
        {
            throw new FuzzFindingException($"{allocated} bytes were allocated for an input of {input.Length}");
        }
    }

    public override string ToString() => Name;
}

/// <summary>A reader did what no reader may do.</summary>
internal sealed class FuzzFindingException(string message) : Exception(message);
