using System.Management.Automation;
using IpvsPS.Lab.Engine;

namespace IpvsPS.KernelTests;

/// <summary>What a test says about errors: the id, the category and the words.</summary>
internal static class EngineAssert
{
    /// <summary>The script writes exactly one error, with this id, category and words.</summary>
    public static ErrorRecord Fails(this LabSession lab, string script, string id, ErrorCategory category, params string[] words)
    {
        EngineResult result = lab.Run(script);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(category, error.CategoryInfo.Category);
        string message = error.ErrorDetails?.Message ?? error.Exception.Message;
        Assert.All(words, word => Assert.Contains(word, message, StringComparison.Ordinal));
        return error;
    }

    /// <summary>The script writes no error; returns its objects.</summary>
    public static EngineResult Works(this LabSession lab, string script) => lab.Run(script).ThrowOnError();
}
