using System.Text;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>The value of the key <c>health</c> of a configuration as a text of its own.</summary>
public static class HealthSection
{
    /// <summary>Reads a section.</summary>
    /// <param name="text">A JSON object, such as <c>{ "check": [{ "kind": "Tcp" }] }</c>.</param>
    /// <returns>How services are watched.</returns>
    /// <exception cref="IpvsConfigurationException">It is not of this form, or a check cannot be.</exception>
    public static HealthPolicy Parse(string text)
    {
        var input = new TextInput(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        input.Fill();
        var cursor = new JsonCursor(input);
        HealthPolicy policy = JsonHealthReader.Read(ref cursor);
        return cursor.Read() ? throw ConfigurationRules.Error("something stands behind the section.", cursor.Position) : policy;
    }

    /// <summary>The text of a section, on one line.</summary>
    /// <param name="policy">How services are watched.</param>
    /// <returns>The JSON object, with what is not by default.</returns>
    public static string Format(HealthPolicy policy)
    {
        using var text = new StringWriter();
        JsonHealthWriter.WriteObject(text, policy);
        return text.ToString();
    }
}
