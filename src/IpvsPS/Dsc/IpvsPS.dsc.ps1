# What IpvsPS.dsc.resource.json has DSC run: an instance of IpvsPS/Configuration as JSON comes in by the pipeline, its state goes out
# as one line of JSON. A warning is a line of JSON on standard error; what is wrong is one too, with the exit code 1.
param(
    [Parameter(Mandatory)]
    [ValidateSet('Get', 'Test', 'Set', 'WhatIf', 'Export')]
    [string] $Operation,

    [Parameter(ValueFromPipeline)]
    [AllowEmptyString()]
    [string] $Line
)

begin {
    $lines = [Collections.Generic.List[string]]::new()
}

process {
    $lines.Add($Line)
}

end {
    $ErrorActionPreference = 'Stop'

    function Write-State($Configuration, $More = @{}) {
        $state = [ordered]@{}
        if ($wanted.netNamespace) { $state.netNamespace = $wanted.netNamespace }
        if ($wanted.ContainsKey('prune')) { $state.prune = $wanted.prune }
        $state.configuration = $Configuration
        foreach ($name in $More.Keys) { $state[$name] = $More[$name] }
        $state | ConvertTo-Json -Depth 20 -Compress
    }

    function Get-Present { Get-IpvsConfiguration @place | ConvertFrom-IpvsConfiguration | ConvertFrom-Json -AsHashtable }

    function Get-Wanted {
        if ($wanted.configuration -isnot [Collections.IDictionary]) {
            throw "The property configuration is missing: give what Export-IpvsConfiguration writes, such as { `"version`": 1, `"services`": [] }."
        }

        $wanted.configuration | ConvertTo-Json -Depth 20 | ConvertTo-IpvsConfiguration -Format Json
    }

    function Invoke-Operation {
        Import-Module (Join-Path $PSScriptRoot 'IpvsPS.psd1')
        $text = ($lines -join "`n").Trim()
        $wanted = if ($text) { $text | ConvertFrom-Json -AsHashtable } else { @{} }
        $place = if ($wanted.netNamespace) { @{ NetNamespace = $wanted.netNamespace } } else { @{} }
        $prune = [bool] $wanted.prune
        if ($Operation -in 'Test', 'WhatIf') {
            $changes = @(Get-Wanted | Compare-IpvsConfiguration @place -Prune:$prune | Where-Object Action -ne 'Unmanaged')
        }

        switch ($Operation) {
            'Test' { Write-State (Get-Present) @{ _inDesiredState = $changes.Count -eq 0 } }
            'WhatIf' { Write-State $wanted.configuration @{ _metadata = @{ whatIf = @($changes | ForEach-Object { "$_" }) } } }
            'Set' {
                Get-Wanted | Sync-IpvsConfiguration @place -Prune:$prune -Force
                Write-State (Get-Present)
            }
            default { Write-State (Get-Present) }
        }
    }

    function Write-Trace($Level, $Message) { [Console]::Error.WriteLine((@{ $Level = $Message } | ConvertTo-Json -Compress)) }

    try {
        # pwsh would write warnings to standard output, where DSC reads nothing but the state.
        Invoke-Operation 3>&1 | ForEach-Object {
            if ($_ -is [Management.Automation.WarningRecord]) { Write-Trace warn $_.Message } else { $_ }
        }
    }
    catch {
        Write-Trace error $_.Exception.Message
        exit 1
    }
}
