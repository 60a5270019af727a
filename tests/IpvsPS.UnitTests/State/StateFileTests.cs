using System.Text.Json;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.State;

/// <summary>Files of state: what is read of what was written, by whom, when, and what stands in the way.</summary>
public sealed class StateFileTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("state").FullName;

    private string Folder => Path.Combine(_root, "ipvsps");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_is_saved_is_read_by_anybody()
    {
        StateFile<string> file = File();
        Assert.Null(file.Read());
        Save(file, "one");
        Assert.Equal("one", File().Read());
        Assert.Equal("rwxr-xr-x rw-r--r-- rw-------", $"{Mode(Folder)} {Mode(file.Path)} {Mode(Path.Combine(Folder, "words.lock"))}");
        Assert.Equal(["words-cookie-7.json", "words.lock"], Names());
    }

    [Fact]
    public void Saving_nothing_removes_the_file()
    {
        Save(File(), "one");
        Save(File(), null);
        Assert.Null(File().Read());
        Assert.Equal(["words.lock"], Names());
        Save(File(), null);
    }

    [Fact]
    public void Another_namespace_has_its_own_file()
    {
        Save(File("cookie-7"), "seven");
        Save(File("cookie-8"), "eight");
        Assert.Equal(("seven", "eight"), (File("cookie-7").Read(), File("cookie-8").Read()));
        System.IO.File.Copy(File("cookie-7").Path, File("cookie-9").Path);
        Assert.Null(File("cookie-9").Read());
    }

    [Fact]
    public void What_another_boot_left_is_not_used_and_is_written_over()
    {
        Save(File(boot: "first"), "stale");
        Assert.Null(File(boot: "second").Read());
        Save(File(boot: "second"), "new");
        Assert.Equal("new", File(boot: "second").Read());
    }

    [Fact]
    public void An_older_version_is_read_and_written_anew_as_this_one()
    {
        Save(File(version: 1), "old");
        Assert.Equal("old, of version 1", File(version: 2).Read());
        Save(File(version: 2), "new");
        Assert.Equal("new", File(version: 2).Read());
    }

    [Fact]
    public void A_newer_version_is_neither_read_nor_written_over()
    {
        Save(File(version: 3), "future");
        StateException read = Assert.Throws<StateException>(() => File(version: 2).Read());
        Assert.Equal((StateError.NewerVersion, File().Path), (read.Error, read.Path));
        Assert.Contains("version 3", read.Message, StringComparison.Ordinal);
        Assert.Equal(StateError.NewerVersion, Assert.Throws<StateException>(() => Save(File(version: 2), "past")).Error);
        Assert.Equal("future", File(version: 3).Read());
        Save(File(version: 3), "the lock is free again");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\":\"others\",\"version\":1,\"bootId\":\"boot\",\"namespace\":\"cookie-7\",\"content\":\"x\"}")]
    [InlineData("{\"format\":\"words\",\"version\":0,\"bootId\":\"boot\",\"namespace\":\"cookie-7\",\"content\":\"x\"}")]
    [InlineData("{\"format\":\"words\",\"version\":1,\"bootId\":\"boot\",\"namespace\":\"cookie-7\",\"content\":5}")]
    [InlineData("{\"format\":\"words\",\"version\":1,\"bootId\":\"boot\",\"namespace\":\"cookie-7\"}")]
    public void What_cannot_be_read_is_an_error_and_is_kept(string damaged)
    {
        Directory.CreateDirectory(Folder);
        System.IO.File.WriteAllText(File().Path, damaged);
        Assert.Equal(StateError.Unreadable, Assert.Throws<StateException>(() => File().Read()).Error);
        Assert.Equal(StateError.Unreadable, Assert.Throws<StateException>(() => Save(File(), "new")).Error);
        Assert.Equal(damaged, System.IO.File.ReadAllText(File().Path));
    }

    [Fact]
    public void What_a_killed_writer_left_beside_the_file_is_in_nobodys_way()
    {
        Save(File(), "whole");
        System.IO.File.WriteAllText(File().Path + ".new", "{\"format\":\"wor");
        Assert.Equal("whole", File().Read());
        Save(File(), "next");
        Assert.Equal("next", File().Read());
        Assert.Equal(["words-cookie-7.json", "words.lock"], Names());
    }

    [Fact]
    public void A_link_in_the_place_of_the_file_beside_is_not_followed()
    {
        string victim = Path.Combine(_root, "victim");
        System.IO.File.WriteAllText(victim, "precious");
        Save(File(), "one");
        System.IO.File.CreateSymbolicLink(File().Path + ".new", victim);
        Save(File(), "two");
        Assert.Equal(("precious", "two"), (System.IO.File.ReadAllText(victim), File().Read()));
    }

    [Fact]
    public void Eight_threads_that_count_lose_nothing()
    {
        const int rounds = 50;
        Parallel.For(
            0,
            8,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            _ =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    using StateTransaction<string> transaction = File().Begin(CancellationToken.None);
                    transaction.Save($"{int.Parse(transaction.Content ?? "0", System.Globalization.CultureInfo.InvariantCulture) + 1}");
                }
            }
        );
        Assert.Equal($"{8 * rounds}", File().Read());
    }

    [Fact]
    public void Waiting_for_the_lock_can_be_cancelled()
    {
        using StateTransaction<string> held = File().Begin(CancellationToken.None);
        using var cancellation = new CancellationTokenSource(50);
        Assert.Throws<OperationCanceledException>(() => File().Begin(cancellation.Token));
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_named()
    {
        var directory = new StateDirectory(Path.Combine(_root, "no", "ipvsps"), "boot");
        StateException e = Assert.Throws<StateException>(() =>
            new StateFile<string>(directory, new Words(1), "cookie-7").Begin(CancellationToken.None)
        );
        Assert.Equal((StateError.Failed, directory.Path), (e.Error, e.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../cookie")]
    [InlineData("a b")]
    public void An_identity_that_is_no_part_of_a_file_name_is_refused(string identity) =>
        Assert.Throws<ArgumentException>(() => File(identity));

    private StateFile<string> File(string identity = "cookie-7", int version = 1, string boot = "boot") =>
        new(new StateDirectory(Folder, boot), new Words(version), identity);

    private static void Save(StateFile<string> file, string? content)
    {
        using StateTransaction<string> transaction = file.Begin(CancellationToken.None);
        transaction.Save(content);
    }

    private string[] Names() => [.. Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Mode(string path)
    {
        int mode = (int)System.IO.File.GetUnixFileMode(path);
        return string.Concat("rwxrwxrwx".Select((letter, place) => (mode & (0x100 >> place)) != 0 ? letter : '-'));
    }

    /// <summary>A text, which a later version marks when it comes from an earlier one.</summary>
    private sealed class Words(int version) : StateFormat<string>
    {
        public override string Name => "words";

        public override int Version => version;

        public override void Write(Utf8JsonWriter writer, string content) => writer.WriteStringValue(content);

        public override string Read(JsonElement content, int version) =>
            version == Version ? content.GetString()! : $"{content.GetString()}, of version {version}";
    }
}
