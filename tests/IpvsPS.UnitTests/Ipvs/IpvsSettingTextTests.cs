using System.Globalization;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>The settings' values as types, and back to text; what is refused before the kernel sees it.</summary>
public sealed class IpvsSettingTextTests
{
    public static TheoryData<string, string, object> Values =>
        new()
        {
            { "conntrack", "0\n", false },
            { "conntrack", "7\n", true },
            { "backup_only", "-1\n", true },
            { "conn_reuse_mode", "1\n", 1 },
            { "est_nice", "-20\n", -20 },
            { "conn_lfactor", "-4\n", -4 },
            { "svc_lfactor", "8\n", 8 },
            { "conn_max", "1073741824\n", 1 << 30 },
            { "sync_qlen_max", "31897\n", 31897L },
            { "sync_qlen_max", "9223372036854775807\n", long.MaxValue },
            { "sync_threshold", "3\t50\n", new[] { 3, 50 } },
            { "est_cpulist", "0,2-3\n", "0,2-3" },
            { "est_cpulist", "\n", string.Empty },
            { "not_yet_known", "5\n", "5" },
            { "conn_reuse_mode", "abc\n", "abc" },
        };

    public static TheoryData<string, object, string> Texts =>
        new()
        {
            { "conntrack", true, "1" },
            { "conntrack", 0, "0" },
            { "conntrack", "on", "1" },
            { "conntrack", "False", "0" },
            { "conn_reuse_mode", "2", "2" },
            { "est_nice", -5, "-5" },
            { "conn_lfactor", -8, "-8" },
            { "conn_lfactor", "\u061c-8", "-8" },
            { "conn_lfactor", "\u200e-8", "-8" },
            { "est_nice", "\u22125", "-5" },
            { "sync_qlen_max", 5_000_000_000L, "5000000000" },
            { "sync_threshold", new object[] { 3, 50 }, "3 50" },
            { "sync_threshold", new[] { 5, 0 }, "5 0" },
            { "sync_threshold", "3, 50", "3 50" },
            { "est_cpulist", "0,2-3", "0,2-3" },
            { "not_yet_known", 5, "5" },
        };

    public static TheoryData<string, object> Refused =>
        new()
        {
            { "conntrack", 2 },
            { "conntrack", "maybe" },
            { "conn_reuse_mode", 4 },
            { "conn_reuse_mode", true },
            { "conn_reuse_mode", 1.5 },
            { "conn_reuse_mode", new[] { 1, 2 } },
            { "amemthresh", -5 },
            { "sync_ports", 128 },
            { "sync_refresh_period", 4294967295L },
            { "sync_threshold", 4 },
            { "sync_threshold", new[] { 50, 3 } },
            { "sync_threshold", new[] { -1, 3 } },
            { "est_nice", 20 },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_has_the_settings_type(string name, string text, object expected) =>
        Assert.Equal(expected, IpvsSettingText.Read(IpvsSettingCatalog.Find(name), text));

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_value_becomes_text(string name, object value, string expected) =>
        Assert.Equal((expected, null), IpvsSettingText.Write(IpvsSettingCatalog.Find(name), value));

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_value_without_meaning_is_refused(string name, object value)
    {
        Problem<IpvsProblemCode> problem = Assert.NotNull(IpvsSettingText.Write(IpvsSettingCatalog.Find(name), value).Problem);
        Assert.Equal(("IpvsSettingValueInvalid", "Value"), (IpvsErrors.IdOf(problem.Code), problem.Field));
        Assert.StartsWith($"{name} is ", IpvsProblemText.Describe(problem, field => field), StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_describes_every_setting()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryPaths.HelpPages, "Get-IpvsSetting.md"));
        Assert.All(IpvsSettingCatalog.All, setting => Assert.Contains($"- `{setting.Name}` ", page, StringComparison.Ordinal));
        Assert.All(IpvsSettingCatalog.All, setting => Assert.Contains(setting.Description, page, StringComparison.Ordinal));
    }

    /// <summary>As ar-SA does, where a runtime has the cultures of ICU.</summary>
    [Fact]
    public void A_range_is_said_in_plain_figures_in_every_culture()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)culture.Clone();
            other.NumberFormat.NegativeSign = "\u061c-";
            CultureInfo.CurrentCulture = other;
            Assert.Equal("a number from -8 to 8", IpvsSettingCatalog.Find("conn_lfactor").Values);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
