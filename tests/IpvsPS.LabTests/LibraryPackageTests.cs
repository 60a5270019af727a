namespace IpvsPS.LabTests;

/// <summary>IpvsPS.Core as a package, used by a program that has nothing else.</summary>
public sealed class LibraryPackageTests
{
    private const string File = """
        -A -t 10.0.0.185:80 -s rr
        -a -t 10.0.0.185:80 -r 172.17.0.3:80 -m -w 5
        -a -t 10.0.0.185:80 -r 172.17.0.4:80 -m -w 1

        """;

    [Fact]
    public void The_sample_of_the_readme_does_what_it_says_in_thirty_lines()
    {
        using var library = new LibraryPackage();
        Assert.InRange(library.Sample.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 30);

        using LabProcess lab = LabProcess.Start(["run", "--", .. library.Command, library.Write("table.rules", File)]);
        string said = lab.Output.ReadToEnd();
        string error = lab.Error.ReadToEnd();

        Assert.True(lab.WaitForExit() == 0, said + error);
        Assert.Equal(
            [
                "TCP 10.0.0.185:80 wlc",
                "-> 172.17.0.3:80 Masquerade 1",
                "-> 172.17.0.4:80 Masquerade 1",
                "2 changes, 0 refused",
                "0 services",
            ],
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
    }
}
