using IpvsPS.Configuration;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>
/// A text of JSON read in both ways: what can be read again is read without looking at each token, and what comes by a pipe is not.
/// </summary>
internal static class BothReaders
{
    /// <summary>The table, which is the same either way.</summary>
    public static ConfigurationTable Read(byte[] bytes)
    {
        ConfigurationTable table = ConfigurationFile.Read(new MemoryStream(bytes));
        using ConfigurationTable once = ConfigurationFile.Read(new StreamReadOnce(bytes));
        Assert.Equal(ConfigurationFile.Format(once, isJson: true), ConfigurationFile.Format(table, isJson: true));
        return table;
    }

    /// <summary>Sees that either way the text is refused with the same words, at this place.</summary>
    public static void AssertFault(byte[] bytes, int line, int column)
    {
        IpvsConfigurationException twice = Assert.Throws<IpvsConfigurationException>(() =>
            ConfigurationFile.Read(new MemoryStream(bytes)).Dispose()
        );
        IpvsConfigurationException once = Assert.Throws<IpvsConfigurationException>(() =>
            ConfigurationFile.Read(new StreamReadOnce(bytes)).Dispose()
        );
        Assert.Equal((once.Message, once.Line, once.Column), (twice.Message, twice.Line, twice.Column));
        Assert.Equal((line, column), (twice.Line, twice.Column));
    }

    /// <summary>As a pipe is, which gives a little at a time.</summary>
    private sealed class StreamReadOnce(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1000));
    }
}
