using System.Buffers.Binary;

namespace IpvsPS.Fuzz;

/// <summary>Makes inputs out of inputs: a few small changes at a time, and pieces of others. The same seed makes the same.</summary>
internal sealed class Mutator(int seed)
{
    private const int MostBytes = 4096;
    private const int MostChanges = 6;

    private static readonly uint[] Interesting =
    [
        0,
        1,
        2,
        3,
        4,
        8,
        15,
        16,
        17,
        32,
        64,
        127,
        128,
        255,
        256,
        32767,
        32768,
        65535,
        65536,
        int.MaxValue,
        0x80000000,
        uint.MaxValue,
    ];

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "0",
            "-1",
            "65535",
            "65536",
            "2147483648",
            "18446744073709551616",
            "\n",
            " ",
            "\t",
            ":",
            "::",
            "[",
            "]",
            "/",
            ".",
            ",",
            "\"",
            "{",
            "}",
            "null",
            "\0",
            "%",
            "255.255.255.255",
            "ffff",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0xff, 0xfe],
        [0xc3, 0xa0],
        [0xed, 0xa0, 0x80],
        [0xef, 0xbb, 0xbf],
    ];

    private readonly Random _random = new(seed);

    public int Next(int count) => _random.Next(count);

    public byte[] Mutate(IReadOnlyList<byte[]> corpus, int index)
    {
        List<byte> bytes = [.. corpus[index]];
        for (int i = _random.Next(1, MostChanges + 1); i > 0; i--)
        {
            Change(bytes, corpus);
        }

        return bytes.Count > MostBytes ? [.. bytes.Take(MostBytes)] : [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> corpus)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = _random.Next(Math.Min(bytes.Count - at, 32) + 1);
        switch (bytes.Count == 0 ? 5 : _random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2 when at < bytes.Count:
                bytes[at] += (byte)_random.Next(-16, 17);
                break;
            case 3:
                Overwrite(bytes, at);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(at, Words[_random.Next(Words.Length)]);
                break;
            case 6:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 7:
                byte[] other = corpus[_random.Next(corpus.Count)];
                int from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, _random.Next(Math.Min(other.Length - from, 256) + 1)).ToArray());
                break;
            case 8:
                byte[] tail = corpus[_random.Next(corpus.Count)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(tail.AsSpan(Math.Min(at, tail.Length)));
                break;
        }
    }

    private void Overwrite(List<byte> bytes, int at)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(value, Interesting[_random.Next(Interesting.Length)]);
        int size = 1 << _random.Next(3);
        for (int i = 0; i < size && at + i < bytes.Count; i++)
        {
            bytes[at + i] = value[i];
        }
    }
}
