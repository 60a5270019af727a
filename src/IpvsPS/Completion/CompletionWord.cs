namespace IpvsPS.Completion;

/// <summary>One thing to complete to, and what it is.</summary>
internal readonly record struct CompletionWord(string Text, string? ToolTip = null);
