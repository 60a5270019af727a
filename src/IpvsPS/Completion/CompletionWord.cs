namespace IpvsPS.Completion;

/// <summary>One thing to complete to, and what it is; that is asked for only where the word fits what is typed, for large tables.</summary>
internal readonly record struct CompletionWord(string Text, Func<string>? ToolTip = null)
{
    public CompletionWord(string text, string toolTip)
        : this(text, () => toolTip) { }
}
