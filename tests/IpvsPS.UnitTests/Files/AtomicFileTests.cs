using System.Text;
using IpvsPS.Files;
using Xunit;

namespace IpvsPS.UnitTests.Files;

/// <summary>A file is the old one or the new one, whatever happens while it is written.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_old_text_is_there_until_all_of_the_new_one_is_written()
    {
        string path = Make("web.json", "old");
        AtomicFile.Write(
            path,
            stream =>
            {
                // Whenever a process is killed while it writes, this is what is left.
                for (int i = 0; i < 3; i++)
                {
                    stream.Write(new byte[100_000]);
                    stream.Flush();
                    Assert.Equal("old", File.ReadAllText(path));
                }
            },
            overwrite: true
        );
        Assert.Equal(300_000, new FileInfo(path).Length);
        Assert.Equal(["web.json"], Names());
    }

    [Fact]
    public void What_goes_wrong_while_writing_leaves_the_old_text_and_nothing_beside_it()
    {
        string path = Make("web.json", "old");
        var e = Assert.Throws<AtomicFileException>(() =>
            AtomicFile.Write(path, _ => throw new IOException("No space left on device"), overwrite: true)
        );
        Assert.Equal((AtomicFileStep.Write, path), (e.Step, e.Path));
        Assert.Throws<OperationCanceledException>(() =>
            AtomicFile.Write(path, _ => throw new OperationCanceledException(), overwrite: true)
        );
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["web.json"], Names());
    }

    [Fact]
    public void A_new_file_that_could_not_be_written_is_not_there()
    {
        string path = Path.Combine(_folder.FullName, "web.json");
        Assert.Equal(
            AtomicFileStep.Write,
            Assert.Throws<AtomicFileException>(() => AtomicFile.Write(path, _ => throw new IOException(), overwrite: false)).Step
        );
        Assert.Empty(Names());
    }

    [Fact]
    public void A_file_that_is_there_stays_unless_it_is_to_be_replaced()
    {
        string path = Make("web.json", "old");
        Assert.Equal(AtomicFileStep.Exists, Assert.Throws<AtomicFileException>(() => Write(path, overwrite: false)).Step);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_file_that_comes_meanwhile_stays()
    {
        string path = Path.Combine(_folder.FullName, "web.json");
        var e = Assert.Throws<AtomicFileException>(() => AtomicFile.Write(path, _ => Make("web.json", "another's"), overwrite: false));
        Assert.Equal(AtomicFileStep.Exists, e.Step);
        Assert.Equal("another's", File.ReadAllText(path));
        Assert.Equal(["web.json"], Names());
    }

    [Fact]
    public void The_mode_and_a_symbolic_link_are_kept()
    {
        string path = Make("web.json", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        string link = Path.Combine(_folder.FullName, "link");
        File.CreateSymbolicLink(link, "web.json");
        Write(link, overwrite: true);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal("web.json", new FileInfo(link).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_mode_that_is_asked_for_is_given_whatever_the_umask()
    {
        const UnixFileMode everybody = (UnixFileMode)0b110_110_110;
        string path = Path.Combine(_folder.FullName, "state");
        AtomicFile.Write(path, stream => stream.Write("new"u8), overwrite: true, everybody);
        Assert.Equal(everybody, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_link_that_leads_nowhere_yet_gets_its_target()
    {
        string link = Path.Combine(_folder.FullName, "link");
        File.CreateSymbolicLink(link, "web.json");
        Write(link, overwrite: false);
        Assert.Equal("new", File.ReadAllText(Path.Combine(_folder.FullName, "web.json")));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_device_is_written_to_as_it_is()
    {
        Write("/dev/null", overwrite: true);
        Assert.Equal(0, new FileInfo("/dev/null").Length);
    }

    [Theory]
    [InlineData("no/such/web.json")]
    [InlineData("")]
    public void A_folder_that_is_missing_or_meant_is_an_error_of_opening(string name)
    {
        var e = Assert.Throws<AtomicFileException>(() => Write(Path.Combine(_folder.FullName, name), overwrite: true));
        Assert.Equal(AtomicFileStep.Open, e.Step);
    }

    private static void Write(string path, bool overwrite) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes("new")), overwrite);

    private string Make(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string[] Names() => [.. _folder.EnumerateFileSystemInfos().Select(file => file.Name)];
}
