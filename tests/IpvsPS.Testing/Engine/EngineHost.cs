using System.Globalization;
using System.Management.Automation.Host;

namespace IpvsPS.Testing.Engine;

/// <summary>A console without colors that only writes.</summary>
internal sealed class EngineHost : PSHost
{
    private readonly EngineUserInterface _userInterface;

    public EngineHost(TextWriter output, int columns) => _userInterface = new EngineUserInterface(output, columns);

    public TextWriter Output
    {
        get => _userInterface.Output;
        set => _userInterface.Output = value;
    }

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "IpvsPS.Testing";

    public override PSHostUserInterface UI => _userInterface;

    public override Version Version => new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication() { }

    public override void NotifyEndApplication() { }

    public override void SetShouldExit(int exitCode) { }
}
