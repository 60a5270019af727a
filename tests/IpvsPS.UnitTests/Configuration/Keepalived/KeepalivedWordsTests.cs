using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Configuration.Keepalived;
using IpvsPS.Testing;
using Xunit;

namespace IpvsPS.UnitTests.Configuration.Keepalived;

/// <summary>docs/keepalived.md: each word of keepalived's manual page, and what becomes of it.</summary>
public sealed class KeepalivedWordsTests
{
    [Fact]
    public void Each_word_is_read_or_silent_or_named_as_the_page_says()
    {
        Assert.Equal(
            KeepalivedWord.All.Select(word => $"{word.Block} {word.Line}: {word.Here}"),
            KeepalivedWord.All.Select(word => $"{word.Block} {word.Line}: {Becomes(word)}")
        );
    }

    [Fact]
    public void The_page_has_each_word_of_the_manual_page_once_and_counts_them()
    {
        string[] recorded =
        [
            .. File.ReadLines(Repository.File("tests/Recorded/keepalived-2.2.7-words.txt")).Where(line => !line.StartsWith('#')),
        ];
        Assert.Equal(
            recorded.Order(StringComparer.Ordinal),
            KeepalivedWord.All.Select(word => $"{word.Block} {word.Word}").Order(StringComparer.Ordinal)
        );
        int Count(string here) => KeepalivedWord.All.Count(word => word.Here == here);
        Assert.Contains(
            $"\n{recorded.Length} words, each counted once for each block that it may stand in: {Count("read")} are read, "
                + $"{Count("silent")} are silent, {Count("named")} are named.\n",
            File.ReadAllText(Repository.File("docs/keepalived.md")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_files_that_are_read_beside_keepalived_have_each_word_of_the_manual_page()
    {
        string[] files = Directory.GetFiles(Repository.File("tests/IpvsPS.KernelTests/Keepalived/Files"), "*.conf");
        Assert.True(files.Length >= 60, $"{files.Length} files");
        HashSet<string> used = [.. files.SelectMany(WordsIn)];
        Assert.Equal([], KeepalivedWord.All.Where(word => !word.Blocks.Any(block => used.Contains($"{block} {word.Word}"))));
        Assert.Equal(103, KeepalivedWord.All.Count);
    }

    /// <summary>The first word of each line, behind the block that it stands in.</summary>
    private static IEnumerable<string> WordsIn(string file)
    {
        var blocks = new Stack<string>(["root"]);
        string text = string.Join('\n', File.ReadLines(file, Encoding.Latin1).Select(line => line.Split('#', '!')[0]));
        foreach (
            string line in text.Replace("{", "{\n", StringComparison.Ordinal).Replace("}", "\n}\n", StringComparison.Ordinal).Split('\n')
        )
        {
            string word = line.Trim().Split(' ', '\t')[0];
            yield return $"{blocks.Peek()} {word}";
            if (line.EndsWith('{'))
            {
                blocks.Push(word);
            }
            else if (word == "}" && blocks.Count > 1)
            {
                blocks.Pop();
            }
        }
    }

    private static string Becomes(KeepalivedWord word)
    {
        (string with, string[] remarked) = Made(word.Configuration(hasLine: true));
        (string without, _) = Made(word.Configuration(hasLine: false));
        bool isNamed = remarked.Contains(word.Word) || remarked.Contains(word.Block);
        return with != without ? (isNamed ? "read and named" : "read")
            : isNamed ? "named"
            : "silent";
    }

    /// <summary>What a file comes to, with its health sections, and the words that remarks are about.</summary>
    private static (string Text, string[] Remarked) Made(string text)
    {
        KeepalivedReading reading = KeepalivedText.Read(text);
        using var table = ConfigurationTable.From(reading.Configuration);
        IReadOnlyList<KeepalivedRemark> remarks = KeepalivedHealth.AddTo(table, reading);
        Assert.Empty(remarks);
        Assert.NotNull(Assert.Single(table.Services).Health);
        // The block's own line is said of the whole virtual_server too, whose word no row has.
        return (ConfigurationFile.Format(table, isJson: true), [.. reading.Remarks.Select(remark => remark.Keyword)]);
    }
}
