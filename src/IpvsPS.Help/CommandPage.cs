namespace IpvsPS.Help;

/// <summary>A cmdlet's page, read; every text is plain.</summary>
internal sealed record CommandPage(string Path, string Name)
{
    public string Synopsis { get; init; } = string.Empty;

    public string Description { get; init; } = string.Empty;

    public string Notes { get; init; } = string.Empty;

    public IReadOnlyList<PageSyntax> Syntax { get; init; } = [];

    public IReadOnlyList<PageExample> Examples { get; init; } = [];

    public IReadOnlyList<PageParameter> Parameters { get; init; } = [];

    public IReadOnlyList<PageType> Inputs { get; init; } = [];

    public IReadOnlyList<PageType> Outputs { get; init; } = [];

    public IReadOnlyList<PageLink> Links { get; init; } = [];
}

/// <summary>One parameter set as the page's SYNTAX shows it.</summary>
internal sealed record PageSyntax(int Line, string SetName, bool IsDefault, string Text, IReadOnlyList<SyntaxParameter> Parameters);

/// <summary>One parameter of a SYNTAX line; the type is empty for a switch.</summary>
internal sealed record SyntaxParameter(string Name, string TypeName, bool IsRequired, bool IsPositional);

/// <summary>An example: the words before, the commands, and the words and output after.</summary>
internal sealed record PageExample(int Line, string Title, string Introduction, string Code, string Remarks);

/// <summary>One parameter as the page's PARAMETERS describe it; the type is a .NET type's full name.</summary>
internal sealed record PageParameter(int Line, string Name, string Description, string TypeName)
{
    public string DefaultValue { get; init; } = string.Empty;

    public bool SupportsWildcards { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<string> AcceptedValues { get; init; } = [];

    public IReadOnlyList<ParameterUse> Uses { get; init; } = [];

    public bool IsRequired => Uses.Any(use => use.IsRequired);

    /// <summary>The first position the parameter has in any set, or null where it is always named.</summary>
    public int? Position => Uses.FirstOrDefault(use => use.Position is not null)?.Position;

    public bool FromPipeline => Uses.Any(use => use.FromPipeline);

    public bool FromProperty => Uses.Any(use => use.FromProperty);

    /// <summary>How the parameter is used in a set; null where it is not.</summary>
    public ParameterUse? UseIn(string setName) =>
        Uses.FirstOrDefault(use => use.SetName == setName || use.SetName == ParameterUse.EverySet);
}

/// <summary>What a parameter is in one parameter set.</summary>
internal sealed record ParameterUse(int Line, string SetName, int? Position, bool IsRequired, bool FromPipeline, bool FromProperty)
{
    /// <summary>PowerShell's own name of the set that stands for every set.</summary>
    public const string EverySet = "__AllParameterSets";

    /// <summary>What PlatyPS writes for it.</summary>
    public const string EverySetOnPages = "(All)";

    public static string NameOnPage(string text) => text == EverySetOnPages ? EverySet : text;
}

/// <summary>A type of INPUTS or OUTPUTS.</summary>
internal sealed record PageType(string Name, string Description);

/// <summary>A related link; the address is empty for another page of this help.</summary>
internal sealed record PageLink(string Text, string Address);
