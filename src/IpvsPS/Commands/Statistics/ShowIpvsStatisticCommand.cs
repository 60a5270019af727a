using System.Globalization;
using System.Management.Automation;
using IpvsPS.Drain;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Screen;
using IpvsPS.State;
using IpvsPS.Statistics;

namespace IpvsPS.Commands;

/// <summary>
/// Show-IpvsStatistic: services and real servers with their rates on a full screen, until q, -Count or Ctrl-C. Where there is no
/// screen to draw on, the same comes as text.
/// </summary>
[Cmdlet(VerbsCommon.Show, "IpvsStatistic", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(string))]
public sealed class ShowIpvsStatisticCommand : StatisticCommand
{
    private readonly NamespaceValues<ScreenTable> _tables = new();

    /// <summary>What the services are sorted by; Connections unless given. On the screen the key s does that.</summary>
    [Parameter]
    public IpvsStatisticOrder SortBy { get; set; } = IpvsStatisticOrder.Connections;

    /// <summary>Writes text, a line for each service, even where a screen could be drawn: for screen readers.</summary>
    [Parameter]
    public SwitchParameter Plain { get; set; }

    private protected override void ProcessInScope() =>
        ForEachWanted(filter => _tables.GetOrAdd(Scope, netns => Keep(new ScreenTable(netns, TimeProvider.System))).Want(filter));

    /// <summary>Shows what was asked for.</summary>
    private protected override void End()
    {
        if (_tables.All.Count == 0)
        {
            return;
        }

        TimeSpan interval = StatisticErrors.IntervalOf(Interval);
        var reader = new ScreenReader(_tables.All, interval);
        var view = new ScreenView
        {
            Order = SortBy,
            HasServers = RealServer,
            Top = Top,
        };
        if (ScreenHost.WhyNoScreen(this, Plain) is { } why)
        {
            WriteVerbose($"Writing text, since {why}.");
            Write(reader, view with { Top = Top ?? PlainBlock.DefaultTop }, interval);
        }
        else
        {
            Show(reader, view, interval);
        }

        foreach (ScreenFailure failure in reader.Failures)
        {
            TryInput(failure.Namespace, failure.Cause.Throw);
        }
    }

    private void Show(ScreenReader reader, ScreenView view, TimeSpan interval)
    {
        using var terminal = new ScreenTerminal(Console.Out);
        new StatisticScreen(reader, terminal, interval)
        {
            View = view,
            IsAscii = !ScreenHost.HasUnicode,
            ReadKey = new ScreenHost(Host.UI.RawUI).ReadKey,
            Size = () => ScreenHost.SizeOf(Host.UI.RawUI) ?? (80, 24),
            Act = (row, action) => Change(reader, row, action),
        }.Run(Count, Cancellation);
    }

    /// <summary>A block each time. What is downstream may be slow: the next block is then of a longer time.</summary>
    private void Write(ScreenReader reader, ScreenView view, TimeSpan interval)
    {
        Read();
        var pace = new Pace(interval, TimeProvider.System);
        for (int done = 0; !reader.IsOver && (Count is null || done < Count); done++)
        {
            pace.Wait(Cancellation);
            ScreenRows rows = Read();
            string time = TimeText.Of(DateTime.UtcNow);
            if (!reader.IsOver)
            {
                WriteObject(PlainBlock.Lines(reader.Picture(view, rows, isAscii: true) with { Time = time }), enumerateCollection: true);
            }
        }

        ScreenRows Read()
        {
            reader.ReadServices(Cancellation);
            reader.ReadServers(ScreenRows.Of(reader.Services, view).Services);
            reader.ReadInTurn(Cancellation);
            return ScreenRows.Of(reader.Services, view);
        }
    }

    /// <summary>Asks, outside of the screen, and suspends or resumes the real server.</summary>
    private string Change(ScreenReader reader, ScreenRow row, ScreenAction action)
    {
        ScreenRowId id = row.Id;
        var server = new IpvsPS.IpvsRealServer(id.Id.Service, id.Id.Address, id.Id.Port);
        string message = "Nothing was changed.";
        bool isSuspension = action == ScreenAction.Suspend;
        TryInput(
            server,
            () =>
            {
                if (isSuspension && DrainRules.CheckScheduler(row.Service.Service, id.Id) is { } refusing)
                {
                    WriteWarning(DrainErrors.Refusing(refusing));
                }

                string what = isSuspension ? "Suspend IPVS real server" : "Resume IPVS real server";
                if (reader.TableOf(row.Service) is { } table && ShouldProcess($"{server} in {id.Id.Service}", what))
                {
                    message = Change(table, id.Id, isSuspension, server);
                }
            }
        );
        return message;
    }

    private string Change(ScreenTable table, RealServerId id, bool isSuspension, IpvsPS.IpvsRealServer server)
    {
        using IpvsClient client = IpvsClient.Open(table.Namespace, Cancellation);
        var drain = new RealServerDrain(client, SuspensionTable.File(StateDirectory.Default, table.Namespace.Identity), Cancellation);
        DrainOutcome outcome = isSuspension ? drain.Suspend([id], new SuspendOptions(DrainWords.CurrentUser))[0] : drain.Resume([id])[0];
        if (!outcome.IsDone)
        {
            ErrorRecord error = DrainErrors.Describe(outcome, server);
            WriteError(error);
            return error.Exception.Message;
        }

        DrainErrors.Warn(this, outcome, expiresPersistence: false);
        return isSuspension
            ? $"{server} is suspended; the key u gives its weight back."
            : string.Create(CultureInfo.InvariantCulture, $"{server} has the weight {outcome.Weight}.");
    }
}
