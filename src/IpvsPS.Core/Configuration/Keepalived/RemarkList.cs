namespace IpvsPS.Configuration.Keepalived;

/// <summary>
/// Collects remarks. A mistake inside a sequence comes back with each of its lines: the same remark on the same line is
/// kept once, and beyond a bound they are counted only.
/// </summary>
internal sealed class RemarkList
{
    /// <summary>More than anybody reads.</summary>
    private const int Most = 10_000;

    private readonly List<KeepalivedRemark> _remarks = [];
    private readonly HashSet<(LinePosition, string, string)> _seen = [];

    public IReadOnlyList<KeepalivedRemark> All => _remarks;

    /// <summary>How many more there were than are kept.</summary>
    public int Dropped { get; private set; }

    public void PassedOver(LinePosition position, string keyword, string message) =>
        Add(KeepalivedRemarkKind.PassedOver, position, keyword, message);

    public void Replaced(LinePosition position, string keyword, string message) =>
        Add(KeepalivedRemarkKind.Replaced, position, keyword, message);

    public void NotConverted(LinePosition position, string keyword, string message) =>
        Add(KeepalivedRemarkKind.NotConverted, position, keyword, message);

    private void Add(KeepalivedRemarkKind kind, LinePosition position, string keyword, string message)
    {
        if (_remarks.Count >= Most)
        {
            Dropped++;
            return;
        }

        if (_seen.Add((position, keyword, message)))
        {
            _remarks.Add(
                new KeepalivedRemark(
                    kind,
                    ConfigLine.Readable(position.File),
                    position.Line,
                    ConfigLine.Readable(keyword),
                    ConfigLine.Readable(message)
                )
            );
        }
    }
}
