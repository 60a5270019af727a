using IpvsPS.Lab.Session;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Help;

/// <summary>The examples of every help page and the README's tour, run in their order in a network namespace of their own; what they show
/// is what a console of 80 columns shows.</summary>
[Trait(Kernels.Seconds, "35")]
public sealed class ExampleTests(ExampleTests.Console console) : IClassFixture<ExampleTests.Console>
{
    public static TheoryData<string> Pages =>
        [
            .. Directory
                .EnumerateFiles(Repository.File("docs/en-US"), "*.md")
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Append(PageExample.Readme)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_examples_run_as_they_stand(string page)
    {
        PageExample[] examples = [.. PageExample.Read(page).Where(example => example.ReasonNotToRun is null)];
        Assert.True(examples.Length > 0 || page.StartsWith("about_", StringComparison.Ordinal), $"No example of {page} is run.");
        string[] namesBefore = Names();
        using var netns = new ScratchNamespace();
        DirectoryInfo files = Directory.CreateTempSubdirectory("ipvsps-examples-");
        using ExampleCluster? cluster = ExampleCluster.IsFor(page) ? new ExampleCluster(files.FullName) : null;
        try
        {
            console.Session.Prepare($"Set-Location '{files.FullName}'");
            console.Session.Prepare($"Enter-NetNamespace {netns}");
            string[] faults = [.. Prepare(page), .. examples.SelectMany(example => Run(example, netns.Name))];
            Assert.True(faults.Length == 0, string.Join("\n\n", faults));
        }
        finally
        {
            console.Session.Type("try { while ($true) { Exit-NetNamespace } } catch { }", out _);
            foreach (string name in Names().Except(namesBefore).Where(name => name != netns.Name))
            {
                LabSession.Native($"ip netns delete '{name}'");
            }

            files.Delete(recursive: true);
        }
    }

    /// <summary>An example that cannot run says why: a container that is not there, a terminal.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void What_is_not_run_says_why(string page) =>
        Assert.All(PageExample.Read(page), example => Assert.True(example.ReasonNotToRun is not { Length: < 10 }, example.Code));

    /// <summary>What must be there before, such as clients that connect, is a script of the page's name.</summary>
    private IEnumerable<string> Prepare(string page)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Help", "Before", page + ".ps1");
        string shown = File.Exists(path) ? console.Session.Type(File.ReadAllText(path), out _) : string.Empty;
        return shown.Length > 0 ? [$"{path}\n{shown}"] : [];
    }

    private IEnumerable<string> Run(PageExample example, string netns)
    {
        string shown = WithoutNameOf(netns, console.Session.Type(example.Code, out bool succeeded));
        return !succeeded ? [$"{example.Code}\n{shown}"]
            : example.Shows(shown) ? []
            : [$"{example.Code}\nshould be followed by\n```output\n{PageExample.Trim(shown)}\n```"];
    }

    /// <summary>What is shown to a user who has not entered a namespace, and who has not that one.</summary>
    private static string WithoutNameOf(string netns, string shown) =>
        string.Join(
            '\n',
            shown
                .Replace($"   NetNamespace: {netns}\n\n", string.Empty, StringComparison.Ordinal)
                .Replace($" in {netns}", string.Empty, StringComparison.Ordinal)
                .Replace($" in namespace {netns}", string.Empty, StringComparison.Ordinal)
                .Replace($"network namespace {netns}", $"network namespace {new NetNamespace()}", StringComparison.Ordinal)
                .Split('\n')
                .Where(line => !line.EndsWith($"/run/netns/{netns}", StringComparison.Ordinal))
        );

    private static string[] Names() =>
        Directory.Exists("/run/netns") ? [.. Directory.EnumerateFiles("/run/netns").Select(path => Path.GetFileName(path))] : [];

    /// <summary>One prompt for all pages, which asks nothing.</summary>
    public sealed class Console : IDisposable
    {
        public Console() => Session.Prepare("$ConfirmPreference = 'None'");

        internal PromptSession Session { get; } = new();

        public void Dispose() => Session.Dispose();
    }
}
