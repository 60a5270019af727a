using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace IpvsPS.Help;

/// <summary>Writes pages as MAML, the XML that Get-Help reads.</summary>
internal static class MamlWriter
{
    private const string None = "None";
    private const string OnlineFolder = "https://github.com/IpvsPS/IpvsPS/blob/main/docs/en-US/";

    private static readonly XNamespace Root = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static void Write(IEnumerable<CommandPage> pages, string path)
    {
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n" };
        using var writer = XmlWriter.Create(path, settings);
        new XDocument(new XElement(Root + "helpItems", new XAttribute("schema", "maml"), pages.Select(OfPage))).Save(writer);
    }

    private static XElement OfPage(CommandPage page) =>
        new(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            OfDetails(page),
            Text(Maml + "description", page.Description),
            new XElement(Command + "syntax", page.Syntax.Select(syntax => OfSyntax(page, syntax))),
            new XElement(Command + "parameters", page.Parameters.Select(parameter => OfParameter(page, parameter))),
            new XElement(Command + "inputTypes", page.Inputs.Select(type => OfType(Command + "inputType", type))),
            new XElement(Command + "returnValues", page.Outputs.Select(type => OfType(Command + "returnValue", type))),
            page.Notes.Length == 0 ? null : new XElement(Maml + "alertSet", Text(Maml + "alert", page.Notes)),
            new XElement(Command + "examples", page.Examples.Select(OfExample)),
            OfLinks(page)
        );

    private static XElement OfDetails(CommandPage page) =>
        new(
            Command + "details",
            new XElement(Command + "name", page.Name),
            new XElement(Command + "verb", page.Name.Split('-')[0]),
            new XElement(Command + "noun", page.Name.Split('-')[^1]),
            Text(Maml + "description", page.Synopsis)
        );

    private static XElement OfSyntax(CommandPage page, PageSyntax syntax) =>
        new(
            Command + "syntaxItem",
            new XElement(Maml + "name", page.Name),
            from shown in syntax.Parameters
            let parameter = page.Parameters.First(parameter => parameter.Name == shown.Name)
            let use = parameter.UseIn(syntax.SetName)
            select new XElement(
                Command + "parameter",
                Attributes(parameter, use.IsRequired, use.Position, use.FromPipeline, use.FromProperty),
                new XElement(Maml + "name", shown.Name),
                OfAcceptedValues(parameter),
                OfValue(shown)
            )
        );

    private static XElement OfParameter(CommandPage page, PageParameter parameter) =>
        new(
            Command + "parameter",
            Attributes(parameter, parameter.IsRequired, parameter.Position, parameter.FromPipeline, parameter.FromProperty),
            new XElement(Maml + "name", parameter.Name),
            Text(Maml + "description", parameter.Description),
            OfValue(page.Syntax.SelectMany(syntax => syntax.Parameters).First(shown => shown.Name == parameter.Name)),
            new XElement(Dev + "type", new XElement(Maml + "name", parameter.TypeName)),
            new XElement(Dev + "defaultValue", parameter.DefaultValue.Length == 0 ? None : parameter.DefaultValue)
        );

    private static IEnumerable<XAttribute> Attributes(
        PageParameter parameter,
        bool isRequired,
        int? position,
        bool fromPipeline,
        bool fromProperty
    )
    {
        string pipeline = (fromPipeline, fromProperty) switch
        {
            (true, true) => "true (ByValue, ByPropertyName)",
            (true, false) => "true (ByValue)",
            (false, true) => "true (ByPropertyName)",
            (false, false) => "false",
        };
        yield return new XAttribute("required", isRequired);
        yield return new XAttribute("variableLength", parameter.TypeName.EndsWith("[]", StringComparison.Ordinal));
        yield return new XAttribute("globbing", parameter.SupportsWildcards);
        yield return new XAttribute("pipelineInput", pipeline);
        yield return new XAttribute("position", position?.ToString(CultureInfo.InvariantCulture) ?? "named");
        yield return new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases));
    }

    // A switch has no value of its own.
    private static XElement? OfValue(SyntaxParameter shown) =>
        shown.TypeName.Length == 0
            ? null
            : new XElement(
                Command + "parameterValue",
                new XAttribute("required", true),
                new XAttribute("variableLength", false),
                shown.TypeName
            );

    private static XElement? OfAcceptedValues(PageParameter parameter) =>
        parameter.AcceptedValues.Count == 0
            ? null
            : new XElement(
                Command + "parameterValueGroup",
                parameter.AcceptedValues.Select(value => new XElement(
                    Command + "parameterValue",
                    new XAttribute("required", false),
                    new XAttribute("variableLength", false),
                    value
                ))
            );

    private static XElement OfType(XName name, PageType type) =>
        new(name, new XElement(Dev + "type", new XElement(Maml + "name", type.Name)), Text(Maml + "description", type.Description));

    // Get-Help prints an introduction and its code, or an example and the next, with nothing between them:
    // the blank lines have to be in the text.
    private static XElement OfExample(PageExample example) =>
        new(
            Command + "example",
            new XElement(Maml + "title", $"--- {example.Title} ---"),
            Text(Maml + "introduction", example.Introduction + "\n\n"),
            new XElement(Dev + "code", example.Code),
            Text(Dev + "remarks", example.Remarks.Length == 0 ? [string.Empty] : [example.Remarks, string.Empty])
        );

    // Get-Help -Online opens the first address.
    private static XElement OfLinks(CommandPage page) =>
        new(
            Command + "relatedLinks",
            page.Links.Prepend(new PageLink("Online Version:", $"{OnlineFolder}{page.Name}.md"))
                .Select(link => new XElement(
                    Maml + "navigationLink",
                    new XElement(Maml + "linkText", link.Text),
                    new XElement(Maml + "uri", link.Address)
                ))
        );

    // A text is one paragraph: between several, Get-Help drops the indentation that lists and code have.
    private static XElement Text(XName name, params string[] paragraphs) =>
        new(name, paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph)));
}
