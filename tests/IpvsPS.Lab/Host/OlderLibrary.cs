using System.Buffers.Binary;
using System.Text;

namespace IpvsPS.Lab.Host;

/// <summary>
/// Lets a program of a newer Debian run with an older C library, where all it wants of the newer one is the C23 names of strtol and
/// its like (glibc 2.38, &lt;stdlib.h&gt;): each becomes the older name, which is its end.
/// </summary>
internal static class OlderLibrary
{
    private const string Newer = "GLIBC_2.38";
    private const string Older = "GLIBC_2.2.5";
    private const string Prefix = "__isoc23_";

    // The types of sections (elf.h, SHT_): symbols, the version of each, and the versions that are wanted.
    private const uint Symbols = 11;
    private const uint SymbolVersions = 0x6fffffff;
    private const uint WantedVersions = 0x6ffffffe;

    private const int SectionBytes = 64;
    private const int SymbolBytes = 24;

    /// <summary>Changes the program's bytes; false where it wants anything else of the newer library.</summary>
    /// <param name="program">An ELF file of 64 bits, little-endian.</param>
    public static bool Use(Span<byte> program)
    {
        Section symbols = Find(program, Symbols);
        Section versions = Find(program, SymbolVersions);
        Section wanted = Find(program, WantedVersions);
        int names = At(program, symbols.Link).Offset;
        if (FindWanted(program, wanted, Newer) is not int newer || FindWanted(program, wanted, Older) is not int older)
        {
            return false;
        }

        // vna_other, the number by which symbols name a version.
        short newerNumber = BinaryPrimitives.ReadInt16LittleEndian(program[(newer + 6)..]);
        short olderNumber = BinaryPrimitives.ReadInt16LittleEndian(program[(older + 6)..]);
        for (int i = 0; i < symbols.Bytes / SymbolBytes; i++)
        {
            Span<byte> version = program.Slice(versions.Offset + (i * 2), 2);
            if (BinaryPrimitives.ReadInt16LittleEndian(version) != newerNumber)
            {
                continue;
            }

            Span<byte> name = program.Slice(symbols.Offset + (i * SymbolBytes), 4);
            int place = BinaryPrimitives.ReadInt32LittleEndian(name);
            if (!Text(program, names + place).StartsWith(Prefix, StringComparison.Ordinal))
            {
                return false;
            }

            BinaryPrimitives.WriteInt32LittleEndian(name, place + Prefix.Length);
            BinaryPrimitives.WriteInt16LittleEndian(version, olderNumber);
        }

        // The newer version, which no symbol has any more, is wanted no more either: the older one's hash and name stand there.
        program.Slice(older, 4).CopyTo(program[newer..]);
        program.Slice(older + 8, 4).CopyTo(program[(newer + 8)..]);
        return true;
    }

    /// <summary>Where a version stands among those that are wanted (an Elf64_Vernaux).</summary>
    private static int? FindWanted(ReadOnlySpan<byte> program, Section wanted, string version)
    {
        int names = At(program, wanted.Link).Offset;
        for (int library = wanted.Offset, next = 1; next != 0; library += next)
        {
            next = BinaryPrimitives.ReadInt32LittleEndian(program[(library + 12)..]);
            int entry = library + BinaryPrimitives.ReadInt32LittleEndian(program[(library + 8)..]);
            for (int step = 1; step != 0; entry += step)
            {
                step = BinaryPrimitives.ReadInt32LittleEndian(program[(entry + 12)..]);
                if (Text(program, names + BinaryPrimitives.ReadInt32LittleEndian(program[(entry + 8)..])) == version)
                {
                    return entry;
                }
            }
        }

        return null;
    }

    private static Section Find(ReadOnlySpan<byte> program, uint type)
    {
        int index = 0;
        while (BinaryPrimitives.ReadUInt32LittleEndian(Header(program, index)[4..]) != type)
        {
            index++;
        }

        return At(program, index);
    }

    private static Section At(ReadOnlySpan<byte> program, int index)
    {
        ReadOnlySpan<byte> header = Header(program, index);
        return new Section(
            (int)BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
            (int)BinaryPrimitives.ReadInt64LittleEndian(header[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[40..])
        );
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> program, int index) =>
        program.Slice((int)BinaryPrimitives.ReadInt64LittleEndian(program[40..]) + (index * SectionBytes), SectionBytes);

    private static string Text(ReadOnlySpan<byte> program, int place)
    {
        ReadOnlySpan<byte> rest = program[place..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private readonly record struct Section(int Offset, int Bytes, int Link);
}
