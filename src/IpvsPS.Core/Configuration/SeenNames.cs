using System.Text;

namespace IpvsPS.Configuration;

/// <summary>The names that were read before: the same few come thousands of times, and each is one string.</summary>
internal sealed class SeenNames
{
    private readonly List<string> _names = [];

    public string Find(ReadOnlySpan<byte> word)
    {
        foreach (string known in _names)
        {
            if (Ascii.Equals(word, known))
            {
                return known;
            }
        }

        string name = Encoding.UTF8.GetString(word);
        _names.Add(name);
        return name;
    }
}
