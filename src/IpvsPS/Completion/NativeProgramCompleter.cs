using System.Collections;

namespace IpvsPS.Completion;

/// <summary>Completes the programs in the folders of PATH; where nothing fits, PowerShell completes files.</summary>
public sealed class NativeProgramCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Directory.Exists)
        .SelectMany(Directory.EnumerateFiles)
        .Select(path => new CompletionWord(Path.GetFileName(path), path));
}
