using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IpvsPS.Namespaces;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;

namespace IpvsPS.Endurance;

/// <summary>
/// A process with a sync in each of many namespaces, each held before another of its steps, that kills itself when all are held. It
/// runs the engine that the cmdlets run, in a process that starts in a moment.
/// </summary>
public static class KilledSyncs
{
    /// <summary>Ends each line that says where a sync was held.</summary>
    public const string Held = "held before ";

    /// <summary>Begins a line of a sync that ran to its end.</summary>
    public const string Done = "done";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs syncs, prints a line of each, and ends by SIGKILL.</summary>
    /// <param name="objects">The file with the objects.</param>
    /// <param name="lines">For each: the namespace, how many steps it may make, and whether it clears instead of a sync.</param>
    internal static void Run(string objects, IEnumerable<string> lines)
    {
        var options = new ServiceProxyOptions("node1") { Masquerade = MasqueradeMode.None, AllowUnfiltered = true };
        Turn turn = new(0);
        using var filtered = new ManualResetEventSlim();
        var work = new System.Collections.Concurrent.BlockingCollection<Action>();
        HeldCalls? calls = null;
        var starter = new Thread(() =>
        {
            calls = HeldCalls.OfThisThread();
            filtered.Set();

            // Threads that this one makes are filtered as it is.
            foreach (Action action in work.GetConsumingEnumerable())
            {
                new Thread(() => action()) { IsBackground = true }.Start();
            }
        })
        {
            IsBackground = true,
        };
        starter.Start();
        filtered.Wait();
        new Thread(() => calls!.Serve(step => turn.Allows(step))) { IsBackground = true }.Start();
        foreach (string[] words in lines.Select(line => line.Split(' ')))
        {
            Turn mine = turn = new Turn(int.Parse(words[1]));
            work.Add(() => mine.Finish(() => RunOne(words[0], words[2] == "clear", objects, options)));
            Console.WriteLine(mine.Await(Patience));
        }

        Process.GetCurrentProcess().Kill();
    }

    /// <summary>Opens connections in namespaces, and keeps them until its input ends.</summary>
    /// <param name="service">The virtual service that they go to.</param>
    /// <param name="servers">Its real servers, which are addresses of the namespaces; each gets a connection.</param>
    /// <param name="names">The namespaces.</param>
    internal static void Connect(IPEndPoint service, IPEndPoint[] servers, IEnumerable<string> names)
    {
        var open = new List<IDisposable>();
        foreach (string name in names)
        {
            var thread = new Thread(() =>
            {
                using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace { Name = name });
                netns.EnterOnThisThread();
                foreach (IPEndPoint server in servers)
                {
                    var listener = new TcpListener(server);
                    listener.Start();
                    open.Add(listener);
                }

                foreach (IPEndPoint _ in servers)
                {
                    var client = new Socket(service.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    client.Connect(service);
                    open.Add(client);
                }
            });
            thread.Start();
            thread.Join();
        }

        Console.WriteLine(Done);
        Console.In.ReadToEnd();
        open.ForEach(one => one.Dispose());
    }

    private static void RunOne(string name, bool isClear, string objects, ServiceProxyOptions options)
    {
        var input = new ServiceProxyInput();
        input.Read(File.ReadAllBytes(objects));
        var settings = new SyncSettings { DrainTimeout = TimeSpan.FromHours(1) };
        using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace { Name = name });
        using ServiceProxySync sync = ServiceProxySync.Open(netns, StateDirectory.Default, isReadOnly: false, CancellationToken.None);
        if (isClear)
        {
            sync.Clear(sync.PlanClear());
            return;
        }

        ClusterState cluster = sync.Read(input, options);
        sync.Apply(cluster, sync.Plan(cluster, settings), settings);
    }

    /// <summary>One sync, which may make so many steps.</summary>
    private sealed class Turn(int limit)
    {
        private readonly ManualResetEventSlim _end = new();
        private readonly List<string> _steps = [];
        private string? _result;

        /// <summary>Whether a step may be made; it is the last one otherwise.</summary>
        public bool Allows(string step)
        {
            if (_steps.Count == limit)
            {
                End($"{Held}{step}");
                return false;
            }

            _steps.Add(step);
            return true;
        }

        public void Finish(Action work)
        {
            try
            {
                work();
                End(Done);
            }
            catch (Exception e)
            {
                End($"failed: {e}");
            }
        }

        /// <summary>The steps that were made, and how it ended.</summary>
        public string Await(TimeSpan limit) =>
            _end.Wait(limit) ? string.Join('|', [.. _steps, _result!]) : string.Join('|', [.. _steps, "stuck"]);

        private void End(string result)
        {
            _result ??= result;
            _end.Set();
        }
    }
}
