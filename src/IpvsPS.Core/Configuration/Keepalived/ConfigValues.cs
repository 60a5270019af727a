using System.Globalization;
using System.Numerics;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>The values behind keywords, read as leniently as keepalived reads them, with a remark where it logs one.</summary>
internal sealed class ConfigValues(RemarkList remarks)
{
    private const int MicrosecondDigits = 6;

    /// <summary>TIMER_MAXIMUM is 2^64 - 2 microseconds; a day's checks end long before a TimeSpan does.</summary>
    private static readonly Int128 MostMicroseconds = long.MaxValue / 10;

    /// <summary>A whole number in a range; what follows its digits is passed over where keepalived does so.</summary>
    /// <param name="line">The line.</param>
    /// <param name="place">The place of the word.</param>
    /// <param name="least">The least value.</param>
    /// <param name="most">The greatest.</param>
    /// <param name="isLenient">Whether keepalived takes a number with something behind it, and logs that.</param>
    /// <returns>The number, or null after a remark.</returns>
    public long? Number(ConfigLine line, int place, long least, long most, bool isLenient)
    {
        string text = line[place];
        var number = ConfigNumber.Parse(text);
        bool isInRange = !number.IsNegative && number.Value >= least && number.Value <= most;
        if (isInRange && number.IsWhole)
        {
            return (long)number.Value;
        }

        if (isInRange && isLenient)
        {
            remarks.Replaced(line.Position, line.Keyword, $"'{text}' is no whole number, and keepalived takes {number.Value}.");
            return (long)number.Value;
        }

        remarks.PassedOver(
            line.Position,
            line.Keyword,
            string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {least} to {most}.")
        );
        return null;
    }

    /// <summary>Seconds with up to six decimals.</summary>
    public TimeSpan? Time(ConfigLine line, int place, bool canBeZero)
    {
        string text = line[place];
        int point = text.IndexOf('.');
        string decimals = point < 0 ? string.Empty : text[(point + 1)..];
        bool isCut = decimals.Length > MicrosecondDigits;
        string digits =
            (point < 0 ? text : text[..point]) + decimals[..Math.Min(decimals.Length, MicrosecondDigits)].PadRight(MicrosecondDigits, '0');
        var number = ConfigNumber.Parse(digits);
        Int128 value = number.Value + (isCut && decimals[MicrosecondDigits] >= '5' ? 1 : 0);
        if (text.StartsWith('-') || number.IsNegative || value < (canBeZero ? 0 : 1) || value > MostMicroseconds)
        {
            remarks.PassedOver(line.Position, line.Keyword, $"'{text}' is no number of seconds{(canBeZero ? string.Empty : " above 0")}.");
            return null;
        }

        if (!number.IsWhole || isCut)
        {
            remarks.Replaced(
                line.Position,
                line.Keyword,
                $"'{text}' is no number of seconds with up to six decimals, and keepalived takes {(double)value / 1_000_000}."
            );
        }

        return TimeSpan.FromMicroseconds((long)value);
    }

    /// <summary>True, on, yes or nothing against false, off, no; null after a remark.</summary>
    public bool? Switch(ConfigLine line)
    {
        switch (line.Optional(1))
        {
            case null or "true" or "on" or "yes":
                return true;
            case "false" or "off" or "no":
                return false;
            default:
                remarks.PassedOver(line.Position, line.Keyword, $"'{line[1]}' is neither true nor false.");
                return null;
        }
    }

    /// <summary>An address and, where it is given and not 0, a port; what follows a dash or a slash in the address is dropped.</summary>
    /// <returns>The address and port, 0 where there is none, or null where either is wrong; the caller remarks.</returns>
    public (InetAddress Address, ushort Port)? Endpoint(ConfigLine line, int place, bool hasPort)
    {
        string text = line[place];
        int cut = text.IndexOf('-');
        cut = cut < 0 ? text.IndexOf('/') : cut;
        if (cut >= 0)
        {
            remarks.Replaced(line.Position, line.Keyword, $"keepalived takes '{text}' for {text[..cut]}.");
        }

        return
            InetAddress.TryParse(cut < 0 ? text : text[..cut], out InetAddress address)
            && Port(line, hasPort ? place + 1 : int.MaxValue) is { } port
            ? (address, port)
            : null;
    }

    /// <summary>The port at a place, 0 where it is absent or nothing but zeros, or null after a remark.</summary>
    public ushort? Port(ConfigLine line, int place) =>
        line.Optional(place) is { } text && text.AsSpan().TrimStart('0').Length > 0
            ? (ushort?)Number(line, place, 1, ushort.MaxValue, isLenient: true)
            : 0;

    /// <summary>The length of the prefix that a mask of IPv4 stands for; of no mask, what its first bits make.</summary>
    public int PrefixLength(ConfigLine line, InetAddress mask)
    {
        Span<byte> bytes = stackalloc byte[4];
        mask.WriteTo(bytes);
        uint bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
        int length = BitOperations.LeadingZeroCount(~bits);
        if (bits != IpvsFlags.IPv4Mask(length) || length == 0)
        {
            remarks.NotConverted(
                line.Position,
                line.Keyword,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{line[1]}' is the mask {mask}, no prefix of 1 to 32 bits; its first {Math.Max(length, 1)} are taken."
                )
            );
        }

        return Math.Max(length, 1);
    }
}
