namespace IpvsPS.Help;

/// <summary>What is wrong with a page and where, printed so that MSBuild shows it as an error of that file and line.</summary>
internal sealed record PageError(string Path, int Line, string Message)
{
    public override string ToString() => $"{Path}({Line}): error HELP: {Message}";
}
