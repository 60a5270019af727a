using IpvsPS.UnitTests.Module;
using Xunit;

namespace IpvsPS.UnitTests.Help;

/// <summary>docs/networking.md, whose rows the kernel tests run and compare with ip, leaves out nothing that a cmdlet can make.</summary>
public sealed class NetworkingDocumentTests(ImportedModule module)
{
    private static readonly string[] Creating =
    [
        "Add-NetLinkAddress",
        "Add-NetLinkRoute",
        "New-BridgeLink",
        "New-DummyLink",
        "New-TunnelLink",
        "New-VethLink",
    ];

    /// <summary>What says how to ask, and not what to make.</summary>
    private static readonly string[] NotCreating = ["PassThru", "WhatIf", "Confirm"];

    /// <summary>The parameters of each command of the right column, typed by name or position, as PowerShell would bind them.</summary>
    private const string Bound = """
        foreach ($cell in $args[0]) {
            $ast = [Management.Automation.Language.Parser]::ParseInput($cell, [ref]$null, [ref]$null)
            foreach ($command in $ast.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
                $binding = [Management.Automation.Language.StaticParameterBinder]::BindCommand($command, $true)
                foreach ($parameter in $binding.BoundParameters.Keys) {
                    "$($command.GetCommandName()) -$parameter"
                }
            }
        }
        """;

    [Fact]
    public void EveryParameterThatMakesSomethingHasARow()
    {
        string[] cells =
        [
            .. File.ReadLines(Path.Combine(RepositoryPaths.Root, "docs", "networking.md"))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line =>
                    line.Replace("\\|", "\0", StringComparison.Ordinal)
                        .Split('|')[2]
                        .Replace("`", string.Empty, StringComparison.Ordinal)
                        .Replace('\0', '|')
                ),
        ];
        HashSet<string> shown = [.. module.Invoke(Bound, [cells]).Select(line => line.ToString())];

        Assert.Empty(
            from name in Creating
            let cmdlet = module.Cmdlet(name)
            from parameter in cmdlet.Parameters.Keys.Except(System.Management.Automation.Cmdlet.CommonParameters).Except(NotCreating)
            where !shown.Contains($"{name} -{parameter}") && !CmdletFacts.IsHidden(cmdlet.Parameters[parameter])
            select $"{name} -{parameter}"
        );
    }

    [Fact]
    public void EveryCmdletThatMakesLinksAddressesAndRoutesIsAsked() =>
        Assert.Equal(
            Creating,
            module
                .Cmdlets.Where(cmdlet => cmdlet.Verb is "New" or "Add" && cmdlet.Noun.Contains("Link", StringComparison.Ordinal))
                .Select(cmdlet => cmdlet.Name)
        );
}
