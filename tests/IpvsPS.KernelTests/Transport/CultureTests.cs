using System.Text;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Transport;

/// <summary>The commands take and write the same in every culture, in real PowerShell.</summary>
/// <remarks>Turkish has other letters i, German has a decimal comma, and Arabic has another calendar.</remarks>
[Trait(Kernels.Seconds, "30")]
public sealed class CultureTests
{
    private static readonly Lazy<string[]> EnglishLines = new(() => Run("LC_ALL=en_US.UTF-8"));

    [Theory]
    [InlineData("LC_ALL=tr_TR.UTF-8", "tr-TR")]
    [InlineData("LC_ALL=de_DE.UTF-8", "de-DE")]
    [InlineData("LC_ALL=ar_SA.UTF-8", "ar-SA")]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "")]
    public void Commands_do_the_same_in_every_culture(string environment, string culture)
    {
        string[] english = EnglishLines.Value;
        string[] other = Run(environment);

        Assert.True(
            english.AsSpan(1).SequenceEqual(other.AsSpan(1)),
            $"{string.Join('\n', english)}\n--- {culture}:\n{string.Join('\n', other)}"
        );
        Assert.Equal(("en-US", culture), (english[0], other[0]));
        Assert.Contains("1 connections in TimeWait", english);
        Assert.True(english.Contains("all of it"), string.Join('\n', english));
    }

    private static string[] Run(string environment)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Transport", "culture.ps1");
        string command = $"& {StagedModule.Quote(script)} -Import {StagedModule.Quote(StagedModule.ImportScript)}";
        string encoded = Convert.ToBase64String(Encoding.Unicode.GetBytes(command));
        return LabSession.Native($"env {environment} pwsh -NoLogo -NoProfile -NonInteractive -EncodedCommand {encoded} 2>&1").Split('\n');
    }
}
