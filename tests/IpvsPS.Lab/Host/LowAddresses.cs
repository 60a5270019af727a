using System.Buffers.Binary;

namespace IpvsPS.Lab.Host;

/// <summary>
/// A shared library that does nothing but take 4 GiB of addresses. A user-mode kernel gives addresses from 1 GiB upwards,
/// and other kernels far higher ones; the .NET 10 just-in-time compiler cannot encode some calls to addresses between 2 and
/// 4 GiB, and then falls back to code without optimization, several times slower. Preloaded into a program, this library
/// sends the runtime to where it is everywhere else.
/// </summary>
internal static class LowAddresses
{
    /// <summary>A page for each of the two segments: the library's span is from the first to the end of the second.</summary>
    private const int PageBytes = 4096;

    private const long Span = 4L << 30;

    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const int EntryBytes = 16;

    /// <summary>A symbol table needs one symbol, the undefined one, of zeros; the names start with a NUL, so they are there too.</summary>
    private const int Symbols = 0x400;

    private const int SymbolBytes = 24;

    /// <summary>One bucket, one chain, and no symbol in either.</summary>
    private const int HashTable = 0x500;

    private const int DynamicSection = 0x600;

    /// <summary>The file, as the System V ABI (chapters 4 and 5, AMD64 supplement) has it.</summary>
    public static byte[] Library()
    {
        byte[] file = new byte[PageBytes];
        // The second segment holds the same page again, writable: older dynamic linkers write into the dynamic section.
        const long second = Span - PageBytes;
        WriteHeader(file);
        Segment[] segments =
        [
            new(Kind: 1, Flags: 4, Offset: 0, Address: 0, Bytes: PageBytes),
            new(Kind: 1, Flags: 6, Offset: 0, Address: second, Bytes: PageBytes),
            new(Kind: 2, Flags: 6, Offset: DynamicSection, Address: second + DynamicSection, Bytes: 6 * EntryBytes),
            // PT_GNU_STACK: without it the program's stack would become executable.
            new(Kind: 0x6474e551, Flags: 6, Offset: 0, Address: 0, Bytes: 0),
        ];
        for (int i = 0; i < segments.Length; i++)
        {
            WriteSegment(file.AsSpan(HeaderBytes + (i * SegmentBytes), SegmentBytes), segments[i]);
        }

        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(56), (short)segments.Length);
        file[HashTable] = file[HashTable + 4] = 1;
        (long Tag, long Value)[] entries =
        [
            (4, second + HashTable),
            (5, second + Symbols),
            (6, second + Symbols),
            (10, SymbolBytes),
            (11, SymbolBytes),
            (0, 0),
        ];
        for (int i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(DynamicSection + (i * EntryBytes)), entries[i].Tag);
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(DynamicSection + (i * EntryBytes) + 8), entries[i].Value);
        }

        return file;
    }

    private static void WriteHeader(byte[] file)
    {
        // 64 bits, little-endian, version 1; a shared object for x86-64, version 1.
        ((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(file);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(16), 3);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(18), 62);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(32), HeaderBytes);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(52), HeaderBytes);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(54), SegmentBytes);
    }

    private static void WriteSegment(Span<byte> place, Segment segment)
    {
        BinaryPrimitives.WriteInt32LittleEndian(place, segment.Kind);
        BinaryPrimitives.WriteInt32LittleEndian(place[4..], segment.Flags);
        BinaryPrimitives.WriteInt64LittleEndian(place[8..], segment.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(place[16..], segment.Address);
        BinaryPrimitives.WriteInt64LittleEndian(place[24..], segment.Address);
        BinaryPrimitives.WriteInt64LittleEndian(place[32..], segment.Bytes);
        BinaryPrimitives.WriteInt64LittleEndian(place[40..], segment.Bytes);
        BinaryPrimitives.WriteInt64LittleEndian(place[48..], PageBytes);
    }

    private readonly record struct Segment(int Kind, int Flags, long Offset, long Address, long Bytes);
}
