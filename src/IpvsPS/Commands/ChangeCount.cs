using System.Management.Automation.Host;

namespace IpvsPS.Commands;

/// <summary>How many changes an invocation has made. Who stops it is told.</summary>
internal sealed class ChangeCount
{
    private bool _isSaid;

    /// <summary>The changes made so far.</summary>
    public int Made { get; private set; }

    /// <summary>Notes changes that were made.</summary>
    public void Add(int count = 1) => Made += count;

    /// <summary>Says once how many changes were made; nothing where none was. A stopped pipeline takes no other output.</summary>
    /// <param name="host">Where to say it.</param>
    /// <param name="sent">Changes of the batch that was stopped.</param>
    public void SayStopped(PSHost host, int sent = 0)
    {
        Made += sent;
        if (Made > 0 && !_isSaid)
        {
            host.UI.WriteWarningLine(
                $"Stopped between two batches after {Quantity.Of(Made, "change")}, in the order given. The same command again "
                    + "makes the rest, and reports what is done already."
            );
        }

        _isSaid = true;
    }
}
