using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IpvsPS.Kubernetes;

/// <summary>A mapping of a YAML file and where it stands in it; nothing where it is not there.</summary>
internal readonly struct YamlFields(YamlMappingNode? node, string place)
{
    private YamlMappingNode? Node { get; } = node;

    private string Place { get; } = place;

    public bool IsMissing => Node is null;

    /// <summary>Reads the first document of a file.</summary>
    /// <exception cref="ApiException">The file is not there, or is no mapping.</exception>
    public static YamlFields Read(string path)
    {
        string text = FileText.Read(path);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new ApiException(ApiError.KubeconfigInvalid, path, $"cannot be read: line {e.Start.Line}: {e.Message}");
        }

        return stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root
            ? new YamlFields(root, path)
            : throw new ApiException(ApiError.KubeconfigInvalid, path, "holds no mapping");
    }

    /// <summary>A field that is a mapping; a missing one where it is not there.</summary>
    public YamlFields Object(string name) =>
        Find(name) switch
        {
            null => new YamlFields(null, PlaceOf(name)),
            YamlMappingNode inner => new YamlFields(inner, PlaceOf(name)),
            _ => throw Invalid(name, "is no mapping"),
        };

    /// <summary>A field's text; null where it is not there or is empty.</summary>
    public string? Text(string name) =>
        Find(name) switch
        {
            null => null,
            YamlScalarNode { Value: { Length: > 0 } text } => text,
            YamlScalarNode => null,
            _ => throw Invalid(name, "is no text"),
        };

    /// <summary>Whether a field is true.</summary>
    public bool IsTrue(string name) =>
        Text(name) switch
        {
            null or "false" or "null" => false,
            "true" => true,
            string other => throw Invalid(name, $"is '{other}', and not true or false"),
        };

    /// <summary>The mappings of a list; none where it is not there.</summary>
    public IEnumerable<YamlFields> Objects(string name)
    {
        string at = PlaceOf(name);
        return List(name).Select((item, index) => new YamlFields(item as YamlMappingNode, $"{at}[{index}]"));
    }

    /// <summary>The texts of a list; none where it is not there.</summary>
    public string[] Texts(string name) => [.. List(name).OfType<YamlScalarNode>().Select(item => item.Value ?? string.Empty)];

    /// <summary>The fields that say something, those of inner mappings as <c>outer.inner</c>: what is empty, 0 or false does not.</summary>
    public IEnumerable<string> Names() => Node is null ? [] : NamesOf(Node);

    /// <summary>What is wrong with a field.</summary>
    public ApiException Invalid(string name, string what) => new(ApiError.KubeconfigInvalid, PlaceOf(name), what);

    public string PlaceOf(string name) => $"{Place}: {name}";

    private IEnumerable<YamlNode> List(string name) =>
        Find(name) switch
        {
            null => [],
            YamlSequenceNode list => list,
            _ => throw Invalid(name, "is no list"),
        };

    private YamlNode? Find(string name) =>
        Node is not null && Node.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? found) && !IsNull(found) ? found : null;

    private static IEnumerable<string> NamesOf(YamlMappingNode mapping) =>
        mapping.Children.SelectMany(field =>
            field.Value switch
            {
                YamlMappingNode inner => NamesOf(inner).Select(name => $"{field.Key}.{name}"),
                YamlSequenceNode { Children.Count: 0 } or YamlScalarNode { Value: null or "" or "0" or "0s" or "false" } => [],
                YamlNode value => IsNull(value) ? (IEnumerable<string>)[] : [$"{field.Key}"],
            }
        );

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" };
}
