namespace IpvsPS.Help;

/// <summary>Checks that a page's SYNTAX and its PARAMETERS say the same.</summary>
internal sealed class PageConsistency(CommandPage page, Action<int, string> report)
{
    public void Check()
    {
        foreach (PageSyntax syntax in page.Syntax)
        {
            CheckSyntax(syntax);
        }

        foreach (PageParameter parameter in page.Parameters)
        {
            CheckSets(parameter);
        }
    }

    private void CheckSyntax(PageSyntax syntax)
    {
        foreach (SyntaxParameter shown in syntax.Parameters)
        {
            PageParameter? parameter = page.Parameters.FirstOrDefault(candidate => candidate.Name == shown.Name);
            if (parameter?.UseIn(syntax.SetName) is not ParameterUse use)
            {
                report(syntax.Line, $"-{shown.Name} is in this SYNTAX, but PARAMETERS do not say that it belongs to {syntax.SetName}.");
            }
            else if (use.IsRequired != shown.IsRequired || use.Position is not null != shown.IsPositional)
            {
                report(use.Line, $"-{shown.Name} has another IsRequired or Position here than in the SYNTAX of {syntax.SetName}.");
            }
        }
    }

    private void CheckSets(PageParameter parameter)
    {
        foreach (ParameterUse use in parameter.Uses.Where(use => use.SetName != ParameterUse.EverySet))
        {
            if (!page.Syntax.Any(syntax => syntax.SetName == use.SetName))
            {
                report(use.Line, $"SYNTAX has no parameter set '{use.SetName}'.");
            }
        }

        foreach (PageSyntax syntax in page.Syntax.Where(syntax => parameter.UseIn(syntax.SetName) is not null))
        {
            if (!syntax.Parameters.Any(shown => shown.Name == parameter.Name))
            {
                report(parameter.Line, $"-{parameter.Name} is missing in the SYNTAX of {syntax.SetName}.");
            }
        }
    }
}
