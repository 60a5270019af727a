using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests;

/// <summary>What a test says about errors: the id, the category and the words.</summary>
internal static class EngineAssert
{
    /// <summary>The script gives exactly one error, with this id, category and words.</summary>
    public static ErrorRecord Fails(this LabSession lab, string script, string id, ErrorCategory category, params string[] words) =>
        lab.Run(script).TheError().Is(id, category, words);

    /// <summary>The one error of a script, whether it ended the script or not.</summary>
    public static ErrorRecord TheError(this EngineResult result) =>
        result.Failure is RuntimeException failure ? failure.ErrorRecord : Assert.Single(result.Errors);

    /// <summary>The error has this id, category and words.</summary>
    public static ErrorRecord Is(this ErrorRecord error, string id, ErrorCategory category, params string[] words)
    {
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.All(words, word => Assert.Contains(word, error.ToString(), StringComparison.Ordinal));
        return error;
    }

    /// <summary>The script writes no error; returns its objects.</summary>
    public static EngineResult Works(this LabSession lab, string script) => lab.Run(script).ThrowOnError();
}
