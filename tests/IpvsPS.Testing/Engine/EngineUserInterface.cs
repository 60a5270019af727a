using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace IpvsPS.Testing.Engine;

/// <summary>Writes what a console would write; asks nothing, so every question is an error.</summary>
internal sealed class EngineUserInterface(TextWriter output, int columns) : PSHostUserInterface
{
    private const string NobodyAnswers = "The lab's console has nobody to answer.";

    public TextWriter Output { get; set; } = output;

    public override PSHostRawUserInterface RawUI { get; } = new EngineScreen(columns);

    public override bool SupportsVirtualTerminal => false;

    public override void Write(string value) => Output.Write(Plain(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Output.Write(Plain(value));

    public override void WriteLine(string value) => Output.WriteLine(Plain(value));

    public override void WriteErrorLine(string value) => Output.WriteLine(Plain(value));

    public override void WriteWarningLine(string message) => Output.WriteLine($"WARNING: {message}");

    public override void WriteVerboseLine(string message) => Output.WriteLine($"VERBOSE: {message}");

    public override void WriteDebugLine(string message) => Output.WriteLine($"DEBUG: {message}");

    public override void WriteProgress(long sourceId, ProgressRecord record) { }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new HostException(NobodyAnswers);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw new HostException(NobodyAnswers);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new HostException(NobodyAnswers);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options
    ) => throw new HostException(NobodyAnswers);

    public override string ReadLine() => throw new HostException(NobodyAnswers);

    public override SecureString ReadLineAsSecureString() => throw new HostException(NobodyAnswers);

    /// <summary>Views color their headers whatever the console is; taking that away is the console's part.</summary>
    private static string Plain(string value) => new StringDecorated(value).ToString(OutputRendering.PlainText);
}
